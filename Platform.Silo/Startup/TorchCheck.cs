using Training.Core;

namespace Platform.Silo.Startup;

/// <summary>Sets libtorch up for this process and finds out before any lane is taken whether it can serve what it is to serve.</summary>
public static class TorchCheck
{
    /// <exception cref="InvalidOperationException">Libtorch, or a device, is missing; says what to do.</exception>
    public static void Prepare(SiloOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        TorchRuntime.WaitPassively(); // slots, other silos, the web server and the database share the processors
        TorchRuntime.Configure(options.ThreadsPerSlot);
        if (!TorchRuntime.TryLoad(out var remedy))
            throw new InvalidOperationException(remedy);
        if (options.Groups.Contains("cuda", StringComparer.Ordinal) && TorchRuntime.Info.CudaDevices == 0)
            throw new InvalidOperationException("Silo:Groups names cuda, but libtorch sees no CUDA device. Set LIBTORCH to a CUDA build on a machine with a GPU, or serve cpu.");
    }
}
