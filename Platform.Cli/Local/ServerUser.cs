using System.Security.Cryptography;
using System.Text;

namespace Platform.Cli.Local;

/// <summary>PostgreSQL refuses to run as root: under root it runs as another user, whose files must lie where that user can reach them.</summary>
public static class ServerUser
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    /// <summary>The user that the server runs as, or null for the user who runs this program.</summary>
    /// <exception cref="CliException">This program is root and the machine has neither user.</exception>
    public static string? Choose()
    {
        if (!Posix.IsRoot) return null;
        var known = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        return Candidates.FirstOrDefault(known.Contains)
            ?? throw new CliException("PostgreSQL must not run as root, and this machine has no user 'postgres' or 'nobody' for it. Run as an ordinary user.");
    }

    /// <summary>setpriv's arguments that turn root into the user.</summary>
    public static IReadOnlyList<string> Rights(string user) => ["--reuid", user, "--regid", PrimaryGroup(user), "--clear-groups"];

    /// <summary>
    /// The folder for the cluster's files: in the platform's home, or, when the server's user cannot get there (a clone under
    /// root's closed home folder), in /var/lib under a name made from the home's path.
    /// </summary>
    public static async Task<string> ClusterFolderAsync(string home, string? user)
    {
        var inside = Path.Combine(home, "postgres");
        if (user is null) return inside;
        var reach = await Tool.RunAsync(["setpriv", .. Rights(user), "--", "test", "-x", home]);
        if (reach.ExitCode == 0) return inside;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..10];
        return $"/var/lib/platform-{hash}";
    }

    private static string PrimaryGroup(string user) =>
        File.ReadLines("/etc/passwd").Select(line => line.Split(':')).First(fields => fields[0] == user)[3];
}
