using System.Security.Cryptography;
using Training.Core.Interop;

namespace Training.Core.Tests.Training;

/// <summary>Checkpoints as versions of the platform wrote them that did not know some entries yet.</summary>
internal static class EarlierCheckpoint
{
    /// <summary>A copy beside a checkpoint, under its own digest, without some entries.</summary>
    public static string Without(string file, Predicate<string> left)
    {
        var path = Path.Combine(Path.GetDirectoryName(file)!, "earlier");
        using (var tensors = SafeTensorsFile.Open(file))
        using (var stream = File.Create(path))
            SafeTensorsWriter.Write(stream, tensors.Entries.Where(entry => !left(entry.Name)).Select(entry => Copy(tensors, entry)), tensors.Metadata);
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
