namespace Platform.Cli.Local;

/// <summary>PostgreSQL refuses to run as root: under root it runs as another user, whose files must lie where that user can reach them.</summary>
public static class ServerUser
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    /// <summary>The user that the server of a new cluster runs as when this program is root.</summary>
    /// <exception cref="CliException">The machine has neither user.</exception>
    public static string Choose()
    {
        var known = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        return Candidates.FirstOrDefault(known.Contains)
            ?? throw new CliException("PostgreSQL must not run as root, and this machine has no user 'postgres' or 'nobody' for it. Run as an ordinary user.");
    }

    /// <summary>setpriv's arguments that turn root into the user.</summary>
    public static IReadOnlyList<string> Rights(string user) => ["--reuid", user, "--regid", PrimaryGroup(user), "--clear-groups"];

    /// <summary>Whether this machine's users include it.</summary>
    public static bool IsKnown(string user) => File.ReadLines("/etc/passwd").Any(line => line.Split(':')[0] == user);

    /// <summary>Whether the user passes a test of test(1) on a path, such as -x; this program is root.</summary>
    public static async Task<bool> CanAsync(string user, string test, string path, CancellationToken cancel) =>
        (await Tool.RunAsync(["setpriv", .. Rights(user), "--", "test", test, path], cancel: cancel)).ExitCode == 0;

    private static string PrimaryGroup(string user) =>
        File.ReadLines("/etc/passwd").Select(line => line.Split(':')).First(fields => fields[0] == user)[3];
}
