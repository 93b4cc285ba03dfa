namespace Platform.Core.Erasures;

/// <summary>What was asked for was there, and its contents were erased. Over HTTP it is a 410.</summary>
public sealed class ErasedException(string message) : Exception(message);
