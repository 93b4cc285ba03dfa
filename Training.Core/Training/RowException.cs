namespace Training.Core;

/// <summary>A row to predict does not fit the model; the message names row and column.</summary>
public sealed class RowException(string message) : Exception(message);
