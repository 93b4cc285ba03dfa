using System.Text.Json;
using System.Text.Json.Serialization;
using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>What a checkpoint says about itself, as JSON in the safetensors header beside the tensors.</summary>
/// <param name="FormatVersion"><see cref="CurrentVersion"/>; another one is refused.</param>
/// <param name="Epoch">Epochs completed.</param>
/// <param name="Fields">The spec's canonical fields.</param>
/// <param name="SpecHash">Of those fields.</param>
/// <param name="Data">Digest of the data set that it was trained on.</param>
/// <param name="Signature">What the model takes and answers.</param>
/// <param name="Mean">Of pixel / 255, by channel: subtracted first; empty for other data.</param>
/// <param name="Std">Of pixel / 255, by channel: divided by next; empty for other data.</param>
/// <param name="OptimizerSteps">Steps that the optimizer's state has seen.</param>
/// <param name="Libtorch">Version that wrote it.</param>
/// <param name="Preparation">The data's fitted steps; null for images, whose steps are <paramref name="Mean"/> and <paramref name="Std"/>.</param>
/// <param name="ValidationLosses">Of every epoch so far, for a schedule or an early stop that follows them; else null.</param>
internal sealed record CheckpointHeader(
    int FormatVersion,
    int Epoch,
    IReadOnlyDictionary<string, object> Fields,
    string SpecHash,
    string Data,
    ModelSignature Signature,
    IReadOnlyList<double> Mean,
    IReadOnlyList<double> Std,
    long OptimizerSteps,
    string Libtorch,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Preparation? Preparation = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<double>? ValidationLosses = null)
{
    public const int CurrentVersion = 1;
    private const string Key = "checkpoint";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    /// <summary>The header of one trial's state.</summary>
    public static CheckpointHeader Of(TrainingSpec spec, string dataDigest, PreparedData data, int epoch, long steps, IReadOnlyList<double>? validationLosses = null)
    {
        var image = data.Preparation as ImagePreparation;
        return new CheckpointHeader(
            CurrentVersion, epoch, spec.ToFields(), spec.SpecHash, dataDigest, data.Signature, image?.Mean ?? [], image?.Std ?? [], steps, torch.__version__,
            image is null ? data.Preparation : null, validationLosses);
    }

    /// <summary>The data's fitted steps.</summary>
    [JsonIgnore] // no part of the file
    public Preparation Fitted => Preparation ?? new ImagePreparation(Mean, Std);

    /// <summary>The kind of optimizer that the state belongs to.</summary>
    [JsonIgnore] // no part of the file
    public string? OptimizerKind => Fields.TryGetValue("optimizer", out var kind) ? kind.ToString() : null;

    /// <summary>For the safetensors header; "format" is what other readers of such files look for.</summary>
    public Dictionary<string, string> ToMetadata() => new(StringComparer.Ordinal) { ["format"] = "pt", [Key] = JsonSerializer.Serialize(this, Json) };

    /// <exception cref="CheckpointException">The entry is missing, unreadable or of another version.</exception>
    public static CheckpointHeader Parse(IReadOnlyDictionary<string, string> metadata, string file)
    {
        if (!metadata.TryGetValue(Key, out var text))
            throw new CheckpointException(file, $"its header has no entry '{Key}': a safetensors file, but not a checkpoint of this platform. Give a file that a training run saved.");
        using var document = ParseJson(text, file);
        var version = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("formatVersion", out var found) && found.TryGetInt32(out var number) ? number : 0;
        if (version != CurrentVersion)
            throw new CheckpointException(file, $"format version {version}, expected {CurrentVersion}. Use the version of the platform that wrote it.");
        try
        {
            return document.Deserialize<CheckpointHeader>(Json)!;
        }
        catch (JsonException e)
        {
            throw new CheckpointException(file, $"its entry '{Key}' is incomplete ({e.Message}). Save it again from its run.", e);
        }
    }

    private static JsonDocument ParseJson(string text, string file)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw new CheckpointException(file, $"its entry '{Key}' is not JSON ({e.Message}). Save it again from its run.", e);
        }
    }
}
