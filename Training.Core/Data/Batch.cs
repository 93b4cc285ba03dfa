using Training.Core.Torch;

namespace Training.Core.Data;

/// <summary>Some samples on a trial's device, owned by the dispose scope that was open when they were read.</summary>
/// <param name="Input">(N, ...), as the <see cref="SampleShape"/> says.</param>
/// <param name="Target">(N, ...), as the <see cref="TargetKind"/> says.</param>
/// <param name="Samples">N.</param>
internal readonly record struct Batch(torch.Tensor Input, torch.Tensor Target, int Samples)
{
    /// <summary>The samples' numbers in their part of the data, for what is random by row; empty where nobody asks.</summary>
    public ReadOnlyMemory<int> Rows { get; init; }

    /// <summary>The epoch that trains on them, from 1; 0 in an evaluation.</summary>
    public int Epoch { get; init; }

    /// <summary>The number of one sample; its place in the batch where numbers are not given.</summary>
    public int Row(int sample) => Rows.IsEmpty ? sample : Rows.Span[sample];

    /// <summary>Of a number to predict, what the data hold for each sample, in its own unit; empty where the target is no scaled number.</summary>
    public ReadOnlyMemory<double> Truths { get; init; }

    /// <summary>What each sample was blended with; null when nothing was.</summary>
    public MixedTarget? Mixed { get; init; }
}
