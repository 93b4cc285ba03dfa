using System.Runtime.InteropServices;

namespace Platform.Client.Machine;

/// <summary>
/// NVIDIA's management library, loaded if the driver has brought it. What a device does not tell (a part of one that is shared, say) is left out; without the
/// library there are no devices. Functions and layouts as in NVML's reference, https://docs.nvidia.com/deploy/nvml-api/.
/// </summary>
internal sealed class Nvml
{
    private const string Library = "libnvidia-ml.so.1";
    private const int Success = 0;
    private const double Megabyte = 1e6;

    private readonly nint[] _devices;
    private readonly GetUtilization? _utilization;
    private readonly GetMemory? _memory;
    private readonly GetNumber? _power;
    private readonly GetNumber? _powerLimit;

    private Nvml(nint library, nint[] devices)
    {
        _devices = devices;
        _utilization = Find<GetUtilization>(library, "nvmlDeviceGetUtilizationRates");
        _memory = Find<GetMemory>(library, "nvmlDeviceGetMemoryInfo");
        _power = Find<GetNumber>(library, "nvmlDeviceGetPowerUsage");
        _powerLimit = Find<GetNumber>(library, "nvmlDeviceGetEnforcedPowerLimit");
    }

    private delegate int Plain();

    private delegate int GetCount(out uint count);

    private delegate int GetHandle(uint index, out nint device);

    private delegate int GetUtilization(nint device, out Utilization rates);

    private delegate int GetMemory(nint device, out Memory memory);

    private delegate int GetNumber(nint device, out uint number);

    /// <summary>The library with its devices; null if there is none, or it cannot be used.</summary>
    /// <param name="library">Where it is looked for.</param>
    public static Nvml? TryLoad(string library = Library)
    {
        if (!NativeLibrary.TryLoad(library, out var handle))
            return null;
        // Never shut down again: the process ends with it, and a GPU that others use is none the worse for it.
        if (Find<Plain>(handle, "nvmlInit_v2") is not { } start || start() != Success || Find<GetCount>(handle, "nvmlDeviceGetCount_v2") is not { } count
            || count(out var devices) != Success || Find<GetHandle>(handle, "nvmlDeviceGetHandleByIndex_v2") is not { } open)
        {
            NativeLibrary.Free(handle);
            return null;
        }
        var found = new nint[devices];
        for (var i = 0U; i < devices; i++)
            found[i] = open(i, out var device) == Success ? device : 0;
        return new Nvml(handle, found);
    }

    /// <summary>What the devices are doing now, by MLflow's names.</summary>
    public IEnumerable<KeyValuePair<string, double>> Read()
    {
        for (var i = 0; i < _devices.Length; i++)
        {
            if (_devices[i] == 0)
                continue;
            if (_utilization is not null && _utilization(_devices[i], out var rates) == Success)
                yield return new($"gpu_{i}_utilization_percentage", rates.Gpu);
            if (_memory is not null && _memory(_devices[i], out var memory) == Success && memory.Total > 0)
            {
                yield return new($"gpu_{i}_memory_usage_megabytes", memory.Used / Megabyte);
                yield return new($"gpu_{i}_memory_usage_percentage", 100.0 * memory.Used / memory.Total);
            }
            if (_power is null || _power(_devices[i], out var milliwatts) != Success)
                continue;
            yield return new($"gpu_{i}_power_usage_watts", milliwatts / 1000.0);
            if (_powerLimit is not null && _powerLimit(_devices[i], out var limit) == Success && limit > 0)
                yield return new($"gpu_{i}_power_usage_percentage", 100.0 * milliwatts / limit);
        }
    }

    private static T? Find<T>(nint library, string name) where T : Delegate =>
        NativeLibrary.TryGetExport(library, name, out var address) ? Marshal.GetDelegateForFunctionPointer<T>(address) : null;

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Utilization
    {
        public readonly uint Gpu;
        public readonly uint OfMemory;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Memory
    {
        public readonly ulong Total;
        public readonly ulong Free;
        public readonly ulong Used;
    }
}
