using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Platform.Cli.Local;

/// <summary>
/// Where a home's private cluster lies and as whom its server runs. Files that are there stay where they are, and belong to whom they belong;
/// where they were last and are not any more, nothing is made in their place.
/// </summary>
/// <param name="Folder">The folder of the cluster; its files are in the subfolder data.</param>
/// <param name="User">The user that the server runs as, this program being root; null for the user who runs this program.</param>
/// <param name="IsMade">Whether the files are there already.</param>
internal sealed partial record ClusterPlace(string Folder, string? User, bool IsMade)
{
    // Where the files lie when they cannot lie in the home; a name made from the home's path follows.
    private const string Outside = "/var/lib/platform-";

    /// <summary>Whether it is not in the home.</summary>
    public bool IsOutside => OutsidePattern().IsMatch(Folder);

    public string Data => Path.Combine(Folder, "data");

    /// <summary>The folder of a home's cluster when the server's user cannot get into the home (a clone under root's closed home folder, say).</summary>
    public static string OutsideOf(string home) => Outside + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..10];

    /// <summary>Finds it.</summary>
    /// <param name="record">Of the last start; null when there was none.</param>
    /// <exception cref="CliException">The files are not where they were, or cannot be used from here; the message names the folders and the remedy.</exception>
    public static async Task<ClusterPlace> FindAsync(string home, ClusterRecord? record, CancellationToken cancel)
    {
        var inside = Path.Combine(home, "postgres");
        if (record?.Folder is { } recorded)
        {
            // What lies in a home was moved with it; what lies outside stayed, also when the home was copied.
            var folder = OutsidePattern().IsMatch(recorded) ? recorded : inside;
            if (folder != inside && record.Home is { } other && ClusterRecord.Read(other)?.Folder == folder && !await IsSameAsync(home, other, cancel))
                throw Copied(home, other, folder);
            var elsewhere = folder == inside ? OutsideOf(home) : inside;
            return HasFiles(folder) ? await MadeAsync(home, folder, elsewhere, cancel) : throw Gone(home, folder, elsewhere);
        }
        if (!Posix.IsRoot)
            return HasFiles(inside) ? await MadeAsync(home, inside, OutsideOf(home), cancel) : new(inside, null, IsMade: false);

        var user = ServerUser.Choose();
        var (first, second) = await ServerUser.CanAsync(user, "-x", home, cancel) ? (inside, OutsideOf(home)) : (OutsideOf(home), inside);
        return HasFiles(first) ? await MadeAsync(home, first, second, cancel)
            : HasFiles(second) ? await MadeAsync(home, second, first, cancel)
            : new(first, user, IsMade: false);
    }

    // A cluster gets the name data when it is complete.
    private static bool HasFiles(string folder) => Directory.Exists(Path.Combine(folder, "data"));

    // PostgreSQL runs only as the owner of its files.
    private static async Task<ClusterPlace> MadeAsync(string home, string folder, string other, CancellationToken cancel)
    {
        var data = Path.Combine(folder, "data");
        var owner = await Tool.RunAsync(["stat", "-L", "-c", "%u %U", data], cancel: cancel);
        if (owner.ExitCode != 0 || owner.Output.Trim().Split(' ', 2) is not [var number, var name])
            throw new CliException($"The owner of the database's files in {data} cannot be told: {owner.Error.Trim()}", ExitCodes.Unreachable);
        if (!Posix.IsRoot)
        {
            if (uint.Parse(number, CultureInfo.InvariantCulture) == Posix.EffectiveUser) return new(folder, null, IsMade: true);
            throw new CliException($"The database's files in {data} belong to the user {name}. Run as that user or as root.{Instead(home, other)}", ExitCodes.Unreachable);
        }
        if (number == "0" || !ServerUser.IsKnown(name))
        {
            throw new CliException(
                $"The database's files in {data} belong to {(number == "0" ? "root, as whom PostgreSQL does not run" : $"the user {number}, whom this machine does not know")}. "
                + $"Give them to the user they are meant for: chown -R {ServerUser.Choose()} {folder}", ExitCodes.Unreachable);
        }
        if (await ServerUser.CanAsync(name, "-r", Path.Combine(data, "PG_VERSION"), cancel)) return new(folder, name, IsMade: true);
        throw new CliException(
            $"The database's files in {data} belong to the user {name}, who cannot get there: a folder above them is closed to that user. Open it (chmod o+x), or, "
            + $"with the platform stopped, move them: mv {folder} {OutsideOf(home)} && rm -f {ClusterRecord.FileIn(home)}", ExitCodes.Unreachable);
    }

    private static CliException Gone(string home, string folder, string other) => new(
        $"The database's files are not in {Path.Combine(folder, "data")}, where they were at the last start, and nothing was made in their place. Bring them back."
        + (HasFiles(other) ? Instead(home, other) : $" (None are in {other} either.) To begin with an empty database, delete {ClusterRecord.FileIn(home)}."), ExitCodes.Unreachable);

    // One home may have several paths.
    private static async Task<bool> IsSameAsync(string home, string other, CancellationToken cancel) =>
        home == other || (await Tool.RunAsync(["realpath", "--", home, other], cancel: cancel)).Output.Split('\n') is [var one, var two, ..] && one == two;

    private static CliException Copied(string home, string other, string folder) => new(
        $"{home} is a copy of {other}, whose database's files are in {folder}: two platforms on one database would lose each other's files. "
        + $"To begin with an empty database here, delete {ClusterRecord.FileIn(home)}; if it was {other} that was the copy, delete {ClusterRecord.FileIn(other)}.", ExitCodes.Unreachable);

    [GeneratedRegex("^/var/lib/platform-[0-9a-f]{10}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OutsidePattern();

    // Without root only what is in the home is looked for.
    private static string Instead(string home, string other) =>
        HasFiles(other) && (Posix.IsRoot || other != OutsideOf(home)) ? $" Other files of a database are in {other}: to go on with those instead, delete {ClusterRecord.FileIn(home)}." : "";
}
