using Training.Core.Torch;

namespace Training.Core.Data;

/// <summary>The other halves of blended samples (mixup): sample i is share · own + (1 - share) · other, and so is its loss.</summary>
/// <param name="Target">(N) int64: the class of the sample that was blended in.</param>
/// <param name="Share">(N) float32: what is left of the sample itself, 1/2 to 1.</param>
internal sealed record MixedTarget(torch.Tensor Target, torch.Tensor Share)
{
    public MixedTarget Narrow(long at, long count) => new(Target.narrow(0, at, count), Share.narrow(0, at, count));

    public MixedTarget To(torch.Device device) => new(Target.to(device), Share.to(device));
}
