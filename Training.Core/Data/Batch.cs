using Training.Core.Torch;

namespace Training.Core.Data;

/// <summary>Some samples on a trial's device, owned by the dispose scope that was open when they were read.</summary>
/// <param name="Input">(N, ...), as the <see cref="SampleShape"/> says.</param>
/// <param name="Target">(N, ...), as the <see cref="TargetKind"/> says.</param>
/// <param name="Samples">N.</param>
internal readonly record struct Batch(torch.Tensor Input, torch.Tensor Target, int Samples)
{
    /// <summary>What each sample was blended with; null when nothing was.</summary>
    public MixedTarget? Mixed { get; init; }
}
