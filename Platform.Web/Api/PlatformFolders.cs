namespace Platform.Web.Api;

/// <summary>Where data sets (PLATFORM_DATA, default data/) and the platform's own files (PLATFORM_HOME, default .platform/) lie; full paths.</summary>
public sealed record PlatformFolders(string Data, string Home)
{
    public static PlatformFolders From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new PlatformFolders(Full("PLATFORM_DATA", "data"), Full("PLATFORM_HOME", ".platform"));

        string Full(string key, string fallback) => Path.GetFullPath(configuration[key] is { Length: > 0 } given ? given : fallback);
    }
}
