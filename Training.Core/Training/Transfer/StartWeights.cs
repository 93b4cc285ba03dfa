using Training.Core.Data;
using Training.Core.Interop;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>Copies weights of a file into a network where names and shapes fit. A layer is taken whole or not at all.</summary>
internal static class StartWeights
{
    private static readonly string[] NotOfTheModel = ["optimizer.", "generator.", "raw."];

    /// <summary>Takes what fits.</summary>
    /// <param name="file">Checked against its digest first.</param>
    /// <param name="spec">Names the source, and says whether the head starts afresh.</param>
    /// <param name="model">With its initial weights, on its device.</param>
    /// <param name="blocks">The network's.</param>
    /// <exception cref="CheckpointException">The file is damaged, or no safetensors file.</exception>
    /// <exception cref="SpecException">Nothing fits.</exception>
    public static StartReport Take(WeightsFile file, TransferSpec spec, torch.nn.Module model, IReadOnlyList<NetworkBlock> blocks)
    {
        using var tensors = Open(file);
        var head = spec.NewHead ? blocks[^1].Parameters.Select(pair => pair.Name).ToHashSet(StringComparer.Ordinal) : [];
        var (taken, fresh) = (new List<string>(), new List<string>());
        foreach (var layer in model.state_dict().GroupBy(entry => LayerOf(entry.name), StringComparer.Ordinal))
        {
            var members = layer.ToArray();
            var reasons = Array.ConvertAll(members, entry => head.Contains(entry.name) ? "a new head is wanted" : Misfit(tensors, entry.name, entry.tensor.shape));
            var fits = Array.TrueForAll(reasons, reason => reason is null);
            foreach (var ((name, tensor), reason) in members.Zip(reasons))
            {
                if (fits)
                    Copy(tensors, name, tensor);
                (fits ? taken : fresh).Add(fits ? name : $"{name}: {reason ?? "its layer is not taken"}");
            }
        }

        if (taken.Count == 0)
            throw new SpecException("start_from", $"'{spec.Source}' has no layer that fits this model: {string.Join("; ", fresh.Take(3))}. Use a source of the same model family and size.");
        var known = model.state_dict().Select(entry => entry.name).ToHashSet(StringComparer.Ordinal);
        var unused = tensors.Entries.Select(entry => entry.Name).Where(name => !known.Contains(name) && !NotOfTheModel.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
        return new StartReport(spec.Source, file.Digest, taken, fresh, [.. unused.Order(StringComparer.Ordinal)], []);
    }

    /// <summary>What a checkpoint of some data was fitted to; null for other files. Its bytes are not checked before <see cref="Take"/>.</summary>
    /// <param name="file">A checkpoint or any other.</param>
    /// <param name="dataDigest">Of the data.</param>
    public static Preparation? Fitted(WeightsFile file, string dataDigest)
    {
        try
        {
            using var tensors = SafeTensorsFile.Open(file.Path);
            var header = CheckpointHeader.Parse(tensors.Metadata, file.Path);
            return header.Data == dataDigest ? header.Fitted : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SafeTensorsException or CheckpointException)
        {
            return null; // another program's file, or one that cannot be read, of which the weights' taking tells
        }
    }

    private static SafeTensorsFile Open(WeightsFile file)
    {
        try
        {
            var found = Checkpoint.Digest(file.Path);
            return found == file.Digest
                ? SafeTensorsFile.Open(file.Path)
                : throw new CheckpointException(file.Path, $"its content has the digest {found}, expected {file.Digest}: it was cut short or altered. Restore it from a copy.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SafeTensorsException)
        {
            throw new CheckpointException(file.Path, $"{e.Message} Weights to start from are a safetensors file with the digest {file.Digest}.", e);
        }
    }

    private static string LayerOf(string name) => name[..Math.Max(0, name.LastIndexOf('.'))];

    private static string? Misfit(SafeTensorsFile tensors, string name, long[] shape)
    {
        if (tensors.Find(name) is not { } entry)
            return "not there";
        if (!entry.Shape.SequenceEqual(shape))
            return $"({string.Join(", ", entry.Shape)}) there, ({string.Join(", ", shape)}) here";
        return entry.Type is SafeTensorType.F32 or SafeTensorType.F64 or SafeTensorType.F16 or SafeTensorType.BF16 ? null : $"of type {entry.Type}, which is no weight's";
    }

    private static void Copy(SafeTensorsFile tensors, string name, torch.Tensor target)
    {
        using var guard = torch.no_grad();
        using var source = torch.tensor<float>(tensors.ReadAsSingles(name), target.shape);
        target.copy_(source);
    }
}
