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

    /// <summary>A copy beside a checkpoint, under its own digest, of a training whose images were normalised by other figures.</summary>
    public static string NormalisedBy(string file, double mean, double std)
    {
        using var tensors = SafeTensorsFile.Open(file);
        var header = JsonNode.Parse(tensors.Metadata["checkpoint"])!;
        (header["mean"], header["std"]) = (new JsonArray(mean), new JsonArray(std));
        return Write(file, tensors, _ => false, new Dictionary<string, string>(tensors.Metadata, StringComparer.Ordinal) { ["checkpoint"] = header.ToJsonString() });
    }

    private static string Write(string file, SafeTensorsFile tensors, Predicate<string> left, IReadOnlyDictionary<string, string> metadata)
    {
        var path = Path.Combine(Path.GetDirectoryName(file)!, "earlier");
        using (var stream = File.Create(path))
            SafeTensorsWriter.Write(stream, tensors.Entries.Where(entry => !left(entry.Name)).Select(entry => Copy(tensors, entry)), metadata);
        var named = Path.Combine(Path.GetDirectoryName(file)!, $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}.ckpt");
        File.Move(path, named);
        return named;
    }

    private static SafeTensor Copy(SafeTensorsFile tensors, SafeTensorEntry entry)
    {
        var bytes = new byte[entry.Bytes];
        tensors.Read(entry, bytes);
        return new SafeTensor(entry.Name, entry.Type, entry.Shape, stream => stream.Write(bytes));
    }
}
