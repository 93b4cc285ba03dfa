using System.Runtime.InteropServices;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>The process's libtorch: loaded at the first use of any of these members, with the right BLAS.</summary>
public static class TorchRuntime
{
    [ThreadStatic]
    private static int _threadsOfThisThread;
    private static int _threadsPerSlot = 1;

    /// <summary>Threads that one slot's tensor operations use; 1 until <see cref="Configure"/>.</summary>
    public static int ThreadsPerSlot => _threadsPerSlot;

    /// <summary>What is loaded and how it is set up.</summary>
    /// <exception cref="InvalidOperationException">Libtorch cannot be loaded; the message says what to install.</exception>
    public static RuntimeInfo Info
    {
        get
        {
            if (!TryLoad(out var remedy))
                throw new InvalidOperationException(remedy);
            return new RuntimeInfo(torch.__version__, LoadedBlas.Describe(), _threadsPerSlot, Native.shim_cuda_devices(), LoadedBlas.CpuName());
        }
    }

    /// <summary>
    /// Fixes the number of threads for every slot of this process; call it once, at start. All slots share one count, because the
    /// BLAS keeps one figure for the process, and a run's last bits may depend on it.
    /// </summary>
    public static void Configure(int threadsPerSlot)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threadsPerSlot);
        _threadsPerSlot = threadsPerSlot;
    }

    /// <summary>
    /// Threads of an operation that wait for each other sleep instead of spinning, unless the environment's OMP_WAIT_POLICY says otherwise. For processes that do not
    /// have their processors to themselves; call it before anything else, for OpenMP reads it once. Results do not depend on it.
    /// </summary>
    public static void WaitPassively() => NativeLoader.WaitPassively();

    /// <summary>Loads libtorch; when it cannot be, says what to do.</summary>
    public static bool TryLoad(out string? remedy)
    {
        try
        {
            _ = torch.__version__;
            remedy = null;
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException or BadImageFormatException)
        {
            remedy = NativeLoader.Remedy(e);
            return false;
        }
    }

    /// <summary>Sets the calling thread's count once: OpenMP keeps it per thread.</summary>
    internal static void UseThreads(int count)
    {
        if (_threadsOfThisThread == count)
            return;
        torch.set_num_threads(count);
        _threadsOfThisThread = count;
    }

    /// <exception cref="SpecException">The device does not exist here.</exception>
    internal static torch.Device Device(string name)
    {
        var device = torch.device(name);
        var found = device.type == DeviceType.CPU ? 1 : Native.shim_cuda_devices();
        return device.index < found
            ? device
            : throw new SpecException("device", $"'{name}' is not there: libtorch sees {found} CUDA devices. Use cpu, or a machine with a CUDA build of libtorch.");
    }
}
