namespace Search;

/// <summary>A trial that begins with the weights of another.</summary>
/// <param name="Trial">0-based number of the other trial.</param>
/// <param name="Epoch">The epoch, from 1, whose checkpoint is taken.</param>
public sealed record Inheritance(int Trial, int Epoch);
