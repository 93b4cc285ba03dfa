using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Training.Core.Interop;

namespace Training.Core.Tests.Training;

/// <summary>Checkpoints as versions of the platform wrote them that did not know some entries yet.</summary>
internal static class EarlierCheckpoint
{
    /// <summary>A copy beside a checkpoint, under its own digest, without some entries.</summary>
    public static string Without(string file, Predicate<string> left)
    {
        using var tensors = SafeTensorsFile.Open(file);
        return Write(file, tensors, left, tensors.Metadata);
    }

    /// <summary>The same with one entry whose values stand in a row, whatever its shape was.</summary>
    public static string Flattened(string file, string name)
    {
        using var tensors = SafeTensorsFile.Open(file);
        return Write(file, tensors, _ => false, tensors.Metadata, flat: name);
    }

    /// <summary>The same of a training on other data.</summary>
    public static string Of(string file, string dataDigest) => With(file, header => header["data"] = dataDigest);

    /// <summary>A copy beside a checkpoint, under its own digest, of a training whose images were normalised by other figures.</summary>
    public static string NormalisedBy(string file, double mean, double std) =>
        With(file, header => (header["mean"], header["std"]) = (new JsonArray(mean), new JsonArray(std)));

    private static string With(string file, Action<JsonNode> change)
    {
        using var tensors = SafeTensorsFile.Open(file);
        var header = JsonNode.Parse(tensors.Metadata["checkpoint"])!;
        change(header);
        return Write(file, tensors, _ => false, new Dictionary<string, string>(tensors.Metadata, StringComparer.Ordinal) { ["checkpoint"] = header.ToJsonString() });
    }

    private static string Write(string file, SafeTensorsFile tensors, Predicate<string> left, IReadOnlyDictionary<string, string> metadata, string flat = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(file)!, "earlier");
        using (var stream = File.Create(path))
            SafeTensorsWriter.Write(stream, tensors.Entries.Where(entry => !left(entry.Name)).Select(entry => Copy(tensors, entry, entry.Name == flat)), metadata);
        var named = Path.Combine(Path.GetDirectoryName(file)!, $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}.ckpt");
        File.Move(path, named);
        return named;
    }

    private static SafeTensor Copy(SafeTensorsFile tensors, SafeTensorEntry entry, bool flat)
    {
        var bytes = new byte[entry.Bytes];
        tensors.Read(entry, bytes);
        return new SafeTensor(entry.Name, entry.Type, flat ? [entry.Shape.Aggregate(1L, (all, size) => all * size)] : entry.Shape, stream => stream.Write(bytes));
    }
}
