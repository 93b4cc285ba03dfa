using System.Runtime.InteropServices;

namespace Training.Core.Torch;

/// <summary>Which BLAS the process really runs on: read from its memory map, not from configuration.</summary>
internal static unsafe class LoadedBlas
{
    /// <summary>Folder and file of the BLAS, with OpenBLAS's kernel name where it is one.</summary>
    public static string Describe()
    {
        var files = MappedFiles().Where(file => Path.GetFileName(file) is var name && (name.Contains("blas", StringComparison.Ordinal) || name.Contains("mkl", StringComparison.Ordinal))).ToList();
        var openBlas = files.Find(file => Path.GetFileName(file).StartsWith("libopenblas", StringComparison.Ordinal));
        if (openBlas is not null)
            return $"{Path.GetFileName(Path.GetDirectoryName(openBlas))}/{Path.GetFileName(openBlas)} ({Kernels(openBlas)})";
        return files.Count > 0 ? string.Join(", ", files.Select(Path.GetFileName)) : "built into libtorch";
    }

    /// <summary>The processor's name as the kernel gives it.</summary>
    public static string CpuName() =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Whether the processor has instructions for products in bfloat16 (AVX-512 BF16, AMX, or ARM's); without them a product is made one number at a time.</summary>
    public static bool MultipliesBfloat16 { get; } =
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal) || line.StartsWith("Features", StringComparison.Ordinal)) is { } line
        && line.Split(' ').Any(flag => flag is "avx512_bf16" or "amx_bf16" or "bf16");

    private static IEnumerable<string> MappedFiles() =>
        File.ReadLines("/proc/self/maps").Select(line => line.IndexOf('/', StringComparison.Ordinal) is var at and >= 0 ? line[at..] : "").Where(file => file.Length > 0).Distinct(StringComparer.Ordinal);

    private static string Kernels(string library) =>
        NativeLibrary.TryLoad(library, out var handle) && NativeLibrary.TryGetExport(handle, "openblas_get_corename", out var name)
            ? Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)name)()) ?? "unknown kernels"
            : "unknown kernels";
}
