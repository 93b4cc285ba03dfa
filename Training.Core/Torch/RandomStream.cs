using Training.Core.Data;

namespace Training.Core.Torch;

/// <summary>
/// Random tensors from a counter: what is drawn is a function of (seed, purpose, position) alone, so streams of several trials in
/// one process cannot disturb each other, and the position is all that a checkpoint must hold.
/// </summary>
/// <param name="random">The stream's numbers.</param>
public sealed class RandomStream(CounterRandom random)
{
    /// <summary>How many 64-bit numbers have been used; each serves two elements.</summary>
    public long Position { get; set; }

    /// <summary>A tensor of 0 with probability <paramref name="p"/>, else 1 / (1 - p).</summary>
    public torch.Tensor DropoutMask(ReadOnlySpan<long> shape, double p, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        var mask = torch.empty(shape, device: device);
        var scale = 1 / (1 - p);
        if (device.type == DeviceType.CPU)
        {
            Native.Checked(Native.shim_mask(mask.Handle, random.Key, (ulong)Position, (uint)(p * uint.MaxValue), (float)scale), "dropout mask");
        }
        else
        {
            using var generator = GeneratorHere(device);
            mask.bernoulli_(1 - p, generator).mul_(scale);
        }

        Advance(mask);
        return mask;
    }

    /// <summary>Adds normal noise in place.</summary>
    public void AddNormal(torch.Tensor tensor, double deviation)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.device.type == DeviceType.CPU)
        {
            Native.Checked(Native.shim_add_normal(tensor.Handle, random.Key, (ulong)Position, (float)deviation), "noise");
        }
        else
        {
            using var generator = GeneratorHere(tensor.device);
            tensor.add_(torch.empty(tensor.shape, device: tensor.device).normal_(0, deviation, generator));
        }

        Advance(tensor);
    }

    // On a GPU the numbers come from the device's own algorithm, seeded anew for each draw by the counter.
    private torch.Generator GeneratorHere(torch.Device device) => new(random.Bits(Position), device);

    private void Advance(torch.Tensor drawn) => Position += (drawn.numel() + 1) / 2;
}
