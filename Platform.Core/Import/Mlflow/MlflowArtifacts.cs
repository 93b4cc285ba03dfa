namespace Platform.Core.Import.Mlflow;

/// <summary>
/// Finds the files of MLflow's runs on this machine. An address is only followed to below the folders that the user named, so that a
/// store from elsewhere cannot have other files of this machine uploaded.
/// </summary>
/// <param name="folders">Below which files may lie; the first is also the root of relative addresses.</param>
/// <param name="served">Roots of addresses with <c>mlflow-artifacts:</c>: the first that has the folder counts. Null for the first of the folders.</param>
internal sealed class MlflowArtifacts(IReadOnlyList<string> folders, ImportNotes notes, IReadOnlyList<string>? served = null)
{
    private const string Proxy = "mlflow-artifacts:";
    private readonly string[] _folders = [.. folders.Select(Whole)];
    private readonly string[] _served = [.. (served ?? [.. folders.Take(1)]).Select(Whole)];

    /// <summary>The files at an address.</summary>
    /// <param name="where">The run, for notes.</param>
    /// <param name="run">Its identity in the store; MLflow's addresses end in it and <c>artifacts</c>, and others are not followed.</param>
    /// <param name="uri">The run's artifact_uri; null for none.</param>
    public IEnumerable<SourceFile> Files(string where, string run, string? uri)
    {
        if (string.IsNullOrEmpty(uri))
            return [];
        if (Folder(uri) is not { } found)
        {
            notes.LeaveOut(where, $"its files lie at {Shorten(uri)}, which is not reached from here; copy them to a folder, with the experiments' folders in it, and name it with --artifacts");
            return [];
        }
        var folder = Whole(found);
        if (!folder.EndsWith($"{Path.DirectorySeparatorChar}{run}{Path.DirectorySeparatorChar}artifacts", StringComparison.Ordinal))
        {
            notes.LeaveOut(where, $"its files lie at {Shorten(uri)}, which does not end in the run's identity and 'artifacts' as MLflow's addresses do");
            return [];
        }
        var root = Array.Find(_folders, allowed => folder == allowed || folder.StartsWith(Path.EndsInDirectorySeparator(allowed) ? allowed : allowed + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        if (root is null)
        {
            notes.LeaveOut(where, $"its files lie in {folder}, which is below no folder that was named; name one around it with --artifacts");
            return [];
        }
        if (HasLink(root, folder))
        {
            notes.LeaveOut(where, $"a part of {folder} is a symbolic link; links are not followed");
            return [];
        }
        if (!Directory.Exists(folder))
        {
            notes.LeaveOut(root, "has not the folders to which addresses of runs or logged models lead; if these have files, name the folder that has the experiments' folders with --artifacts");
            return [];
        }
        return new SourceTree(root, notes).RunFiles(folder);
    }

    private string? Folder(string uri)
    {
        if (uri.StartsWith(Proxy, StringComparison.Ordinal))
        {
            var path = uri[Proxy.Length..];
            if (path.StartsWith("//", StringComparison.Ordinal)) // with a host
                path = path[2..] is var rest && rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? rest[slash..] : "";
            string[] places = [.. _served.Select(root => Path.GetFullPath(Path.Combine(root, Uri.UnescapeDataString(path).TrimStart('/'))))];
            return Array.Find(places, Directory.Exists) ?? places.FirstOrDefault();
        }
        if (Uri.TryCreate(uri, UriKind.Absolute, out var address) && !uri.StartsWith('/'))
            return address.IsFile && address.Host.Length == 0 ? Path.GetFullPath(address.LocalPath) : null;
        return _folders.Length == 0 && !Path.IsPathRooted(uri) ? null : Path.GetFullPath(uri, _folders.Length == 0 ? "/" : _folders[0]);
    }

    private static string Whole(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static bool HasLink(string root, string folder)
    {
        for (var part = folder; part.Length > root.Length; part = Path.GetDirectoryName(part)!)
        {
            if (new DirectoryInfo(part).LinkTarget is not null)
                return true;
        }
        return false;
    }

    private static string Shorten(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
