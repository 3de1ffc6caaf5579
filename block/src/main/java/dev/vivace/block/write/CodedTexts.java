package dev.vivace.block.write;

/// A string per row as codes into a dictionary. Arrays are shared, not copied.
///
/// @param codes by row; -1 where there is none
public record CodedTexts(int[] codes, TextDictionary dictionary) {}
