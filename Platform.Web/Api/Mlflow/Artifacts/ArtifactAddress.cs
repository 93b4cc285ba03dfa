using Platform.Core.Artifacts;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// Where a file lies below <c>mlflow-artifacts:/</c>: <c>EXPERIMENT/RUN/artifacts/PATH</c>, or <c>EXPERIMENT/models/MODEL/artifacts/PATH</c>
/// for a logged model. An experiment may have another place than its identity.
/// </summary>
/// <param name="Root">All up to and with <c>artifacts</c>.</param>
/// <param name="Owner">The run's or logged model's identity.</param>
/// <param name="IsModel">A logged model's.</param>
/// <param name="Path">Of the file or folder; empty for the root.</param>
internal sealed record ArtifactAddress(string Root, string Owner, bool IsModel, string Path)
{
    /// <summary>How addresses on this server begin.</summary>
    public const string Scheme = "mlflow-artifacts:/";

    private const string Folder = "artifacts";
    private const string Models = "models";
    private const int MostDecodings = 10; // as many as MLflow's server undoes

    /// <summary>Reads a path below <c>mlflow-artifacts:/</c>, decoded once.</summary>
    /// <exception cref="MlflowException">It is not a safe path, or names neither a run nor a logged model.</exception>
    public static ArtifactAddress Parse(string path)
    {
        path = path.Trim('/');
        Check(path, "path");
        var parts = path.Split('/');
        for (var i = 1; i < parts.Length; i++)
        {
            if (parts[i] != Folder)
                continue;
            var isModel = i > 1 && parts[i - 2] == Models && parts[i - 1].StartsWith("m-", StringComparison.Ordinal);
            var below = string.Join('/', parts[(i + 1)..]);
            return new ArtifactAddress(string.Join('/', parts[..(i + 1)]), parts[i - 1], isModel, below.Length == 0 ? "" : Check(below, "path"));
        }

        throw MlflowException.Invalid($"{MlflowException.Shorten(path)} belongs to no run and no logged model; their files lie below EXPERIMENT/RUN/artifacts or EXPERIMENT/models/MODEL/artifacts.");
    }

    /// <summary>Whether the files of something with this artifact_uri lie at <see cref="Root"/>.</summary>
    public bool IsAt(string artifactUri)
    {
        if (!artifactUri.StartsWith(Scheme, StringComparison.Ordinal))
            return false;
        var rest = artifactUri[Scheme.Length..];
        if (rest.StartsWith('/')) // mlflow-artifacts://host:port/path
            rest = rest[1..].Contains('/', StringComparison.Ordinal) ? rest[(rest.IndexOf('/', 1) + 1)..] : "";
        return rest.Trim('/') == Root;
    }

    /// <summary>The path itself, or a refusal. What is encoded in it could be decoded, once or more often, by whoever reads the name: MLflow's clients do, and then list nothing of a run.</summary>
    public static string Check(string path, string name) =>
        StaysValid(path) ? path : throw MlflowException.Value(name, path, $"give {ArtifactPath.Rule}, also when it is decoded again, or encoded slashes.");

    // However often it is decoded it is a path of as many parts.
    private static bool StaysValid(string path)
    {
        for (var depth = 0; depth < MostDecodings && ArtifactPath.IsValid(path); depth++)
        {
            var decoded = Uri.UnescapeDataString(path);
            if (decoded == path)
                return true;
            if (decoded.Count('/') != path.Count('/'))
                return false;
            path = decoded;
        }

        return false;
    }

    /// <summary>An experiment's artifact_location: here, or any address elsewhere that its clients reach on their own.</summary>
    public static string CheckLocation(string location)
    {
        MlflowKeys.Length(location, "artifact_location", 2_048);
        if (location.Contains('#', StringComparison.Ordinal) || location.Contains('?', StringComparison.Ordinal))
            throw MlflowException.Value("artifact_location", location, "give an address without query and fragment.");
        if (location.StartsWith("mlflow-artifacts:", StringComparison.Ordinal))
        {
            Check(location["mlflow-artifacts:".Length..].Trim('/'), "artifact_location");
            if (location.Split('/').Contains(Folder, StringComparer.Ordinal))
                throw MlflowException.Value("artifact_location", location, $"give an address without a folder '{Folder}': below such a one the files of a run begin.");
        }
        return location.TrimEnd('/');
    }
}
