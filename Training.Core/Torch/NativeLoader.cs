using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Training.Core.Torch;

/// <summary>
/// Loads torch_shim's library, and before it the right BLAS with the right kernels: measured, the reference BLAS is 30 to 50
/// times slower, and the pthread OpenBLAS fights with libtorch's OpenMP threads.
/// </summary>
internal static partial class NativeLoader
{
    private const int Overwrite = 1;
    private const int KeepExisting = 0;
    private const int LazyLocal = 1; // RTLD_LAZY | RTLD_LOCAL: found again by soname, without hiding a BLAS that a libtorch brings inside
    private static readonly Lock Gate = new();
    private static bool _prepared;

    /// <summary>Sets the process up, once, before anything of libtorch is mapped.</summary>
    public static void Prepare()
    {
        lock (Gate)
        {
            if (_prepared)
                return;
            ChooseKernels();
            PreloadBlas();
            NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);
            _prepared = true;
        }
    }

    /// <summary>What to do when the library cannot be loaded, in one sentence; null when the failure has another cause.</summary>
    public static string Remedy(Exception failure)
    {
        var file = LibraryFile();
        return !File.Exists(file)
            ? $"{file} is missing: build the project again, it compiles Training.Core/Torch/native/torch_shim.cpp."
            : $"libtorch could not be loaded ({failure.GetBaseException().Message}). Install it: apt-get install libtorch-dev libopenblas0-openmp; or build again with LIBTORCH naming another libtorch.";
    }

    /// <summary>What <see cref="TorchRuntime.WaitPassively"/> says: libgomp reads it when it is mapped.</summary>
    public static void WaitPassively() => _ = setenv("OMP_WAIT_POLICY", "passive", KeepExisting);

    // OpenBLAS reads getenv when it is mapped, and a shell may preset slower kernels. Environment.SetEnvironmentVariable
    // changes only .NET's own copy of the environment.
    private static void ChooseKernels()
    {
        if (Avx512F.IsSupported && Avx512DQ.IsSupported && Avx512BW.IsSupported)
            _ = setenv("OPENBLAS_CORETYPE", "SKYLAKEX", Overwrite);
        else
            _ = unsetenv("OPENBLAS_CORETYPE");
    }

    // Whatever the system's alternatives point to: a library that is already mapped under the same soname is the one that libtorch gets.
    private static void PreloadBlas()
    {
        foreach (var folder in new[] { "/usr/lib/x86_64-linux-gnu/openblas-openmp", "/usr/lib/aarch64-linux-gnu/openblas-openmp" })
        {
            foreach (var name in new[] { "libopenblas.so.0", "libblas.so.3", "liblapack.so.3" })
            {
                if (File.Exists(Path.Combine(folder, name)))
                    _ = dlopen(Path.Combine(folder, name), LazyLocal);
            }
        }
    }

    private static string LibraryFile() => Path.Combine(AppContext.BaseDirectory, $"lib{Native.Library}.so");

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Native.Library ? NativeLibrary.Load(LibraryFile()) : 0;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unsetenv(string name);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint dlopen(string file, int flags);
}
