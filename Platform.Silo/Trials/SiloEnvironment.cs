using System.Reflection;
using System.Runtime.InteropServices;
using Platform.Core.Trials;
using Training.Core;

namespace Platform.Silo.Trials;

/// <summary>What this process computes with, as every attempt records it.</summary>
public static class SiloEnvironment
{
    /// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
    public static RunEnvironment Of(string device)
    {
        var info = TorchRuntime.Info;
        return new RunEnvironment(CodeVersion, info.LibtorchVersion, info.Blas, info.Threads, device, info.CpuName, $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
    }

    /// <summary>The platform's version and source revision.</summary>
    public static string CodeVersion { get; } =
        typeof(SiloEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
