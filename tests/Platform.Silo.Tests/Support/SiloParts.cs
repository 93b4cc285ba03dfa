using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Silo.Startup;

namespace Platform.Silo.Tests.Support;

/// <summary>The parts of a silo as the program puts them together, in this process and not started: for tests of one part against a real database.</summary>
internal sealed class SiloParts : IAsyncDisposable
{
    private readonly ServiceProvider _parts;

    public SiloParts(SiloPlatform platform, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(log => log.SetMinimumLevel(LogLevel.Warning));
        services.AddSilo(new SiloOptions("parts", platform.ConnectionString, platform.Home, Path.Combine(platform.Home, "data"), 1, 1, ["cpu"]), platform.Database.DataSource);
        if (time is not null)
            services.AddSingleton(time);
        _parts = services.BuildServiceProvider();
    }

    public T Get<T>() where T : notnull => _parts.GetRequiredService<T>();

    /// <summary>Makes one that the program only knows by what it does, such as a service that runs.</summary>
    public T Create<T>() => ActivatorUtilities.CreateInstance<T>(_parts);

    public ValueTask DisposeAsync() => _parts.DisposeAsync();
}
