namespace Training.Core.Torch;

/// <summary>Where a tensor lives, numbered as in c10.</summary>
public enum DeviceType
{
    /// <summary>Main memory.</summary>
    CPU = 0,

    /// <summary>An NVIDIA device.</summary>
    CUDA = 1,
}

public static partial class torch
{
    /// <summary>Main memory.</summary>
    public static Device CPU { get; } = new(DeviceType.CPU, -1);

    /// <summary>The first NVIDIA device.</summary>
    public static Device CUDA { get; } = new(DeviceType.CUDA, 0);

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public static Device device(string description)
    {
        ArgumentNullException.ThrowIfNull(description);
        if (description == "cpu")
            return CPU;
        if (description == "cuda")
            return CUDA;
        return description.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(description.AsSpan(5), out var index) && index >= 0
            ? new Device(DeviceType.CUDA, index)
            : throw new ArgumentException($"'{description}' is not a device. Use cpu, cuda or cuda:N.", nameof(description));
    }

    /// <summary>A device: a type and, for CUDA, an index from 0 (-1 for the CPU).</summary>
    public sealed record Device(DeviceType type, int index)
    {
        /// <inheritdoc/>
        public override string ToString() => type == DeviceType.CPU ? "cpu" : $"cuda:{index}";
    }
}
