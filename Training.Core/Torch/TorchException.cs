namespace Training.Core.Torch;

/// <summary>An error inside libtorch: the operator's name, the shapes that it got, and libtorch's message.</summary>
public sealed class TorchException(string message) : Exception(message);
