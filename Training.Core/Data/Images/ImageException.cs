namespace Training.Core.Data.Images;

/// <summary>One image cannot be decoded; the message is the end of a sentence that names the file.</summary>
internal sealed class ImageException(string message) : Exception(message);
