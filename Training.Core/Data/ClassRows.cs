namespace Training.Core.Data;

/// <summary>How many rows of each pool belong to one class.</summary>
public sealed record ClassRows(string Name, int Train, int Test);
