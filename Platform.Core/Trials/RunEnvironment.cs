namespace Platform.Core.Trials;

/// <summary>What a run was computed with: together with its fields, seed and data digest all that is needed to run it again.</summary>
/// <param name="CodeVersion">The platform's version and source revision.</param>
/// <param name="Libtorch">Version of libtorch, e.g. 1.13.1.</param>
/// <param name="Blas">The BLAS library really loaded and its kernel choice.</param>
/// <param name="Threads">Threads of the lane; part of the bits of a result.</param>
/// <param name="Device">cpu or the GPU's name.</param>
/// <param name="Cpu">Model name and vector extensions that decide kernels.</param>
/// <param name="Os">Operating system and runtime.</param>
public sealed record RunEnvironment(string CodeVersion, string Libtorch, string Blas, int Threads, string Device, string Cpu, string Os);
