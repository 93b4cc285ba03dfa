using System.Globalization;
using Platform.Web.Api;

namespace Platform.Web.Security;

/// <summary>Where the server listens: --urls or ASPNETCORE_URLS as everywhere, else Web:Listen, else loopback on PLATFORM_PORT (8080).</summary>
internal static class ListenAddress
{
    private const int DefaultPort = 8080;

    /// <summary>The addresses to set; null when the framework's own settings name them.</summary>
    /// <exception cref="Api.ConfigurationException">The port is not one.</exception>
    public static string? From(IConfiguration configuration)
    {
        if (configuration["urls"] is { Length: > 0 } || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
            return null;
        if (configuration["Web:Listen"] is { Length: > 0 } given)
            return given;
        var text = configuration["PLATFORM_PORT"];
        if (string.IsNullOrEmpty(text))
            return Loopback(DefaultPort);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65_535
            ? Loopback(port)
            : throw new ConfigurationException($"PLATFORM_PORT is '{text}'; give a port from 0 to 65535.");
    }

    private static string Loopback(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
