namespace Training.Core.Data;

/// <summary>Some images of a set: image i is sample <c>Rows[i]</c> of the samples.</summary>
/// <param name="Samples">(n, C, H, W), 0 to 255; n need not be the number of rows.</param>
/// <param name="Rows">Which of them, in order.</param>
internal readonly record struct PixelBlock(ReadOnlyMemory<byte> Samples, int[] Rows);
