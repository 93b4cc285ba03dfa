namespace Platform.Core.Journal;

/// <summary>The database was written by a newer version of the platform. Nothing was written.</summary>
public sealed class DatabaseVersionException(int found, int supported)
    : Exception(
        $"The database has schema version {found}; this version of the platform supports up to {supported}. "
        + "Start a platform at least as new as the one that used this database last, or name another database. Nothing was written.")
{
    public int Found { get; } = found;

    public int Supported { get; } = supported;
}
