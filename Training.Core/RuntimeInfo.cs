namespace Training.Core;

/// <summary>The numerical environment that a run's bits depend on.</summary>
/// <param name="LibtorchVersion">Version of the libtorch that is loaded.</param>
/// <param name="Blas">File name of the BLAS that is really mapped, with its kernel choice.</param>
/// <param name="Threads">Threads per slot, as configured.</param>
/// <param name="CudaDevices">CUDA devices that libtorch sees; 0 for a CPU build.</param>
/// <param name="CpuName">Processor model.</param>
public sealed record RuntimeInfo(string LibtorchVersion, string Blas, int Threads, int CudaDevices, string CpuName);
