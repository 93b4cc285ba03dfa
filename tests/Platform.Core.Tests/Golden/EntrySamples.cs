using Platform.Core.LoggedModels;
using Platform.Core.Registry;

namespace Platform.Core.Tests.Golden;

/// <summary>Samples of the events of registry entries and of logged models.</summary>
internal static class EntrySamples
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal) { ["team"] = "blue" };
    private static readonly Dictionary<string, string?> Changes = new(StringComparer.Ordinal) { ["team"] = "green", ["old"] = null };

    private static readonly Dictionary<string, double> Measures = new(StringComparer.Ordinal) { ["test_accuracy"] = 0.98 };

    private static readonly TakenOverVersion Version = new("reader", 1, "ab12cd34-1", "ab12cd34", 3, "c3", "digits", "d1", Measures, "me", "the best", At);

    public static readonly object[] Events =
    [
        new ModelEntered("reader", "reads digits", Tags, "me", At), new ModelDescribed("reads digits well", At), new ModelTagsSet(Changes, At), new ModelDeleted("me", At),
        new ModelRenamed("writer", "me", At),
        new ModelMoved("reader", "writer", 7, "reads digits", At, "me", At),
        new ModelVersionsMoved(
            "writer",
            [
                new MovedVersion(1, "ab12cd34-1", "ab12cd34", 3, "c3", "digits", "d1", Measures, "me", "the best", At, null, null),
                new MovedVersion(
                    2, "", "", 0, "", "", "", new Dictionary<string, double>(StringComparer.Ordinal), "me", "", At, 1,
                    new MovedNote("good", Tags, "Production", false, At, "s3://bucket/model", "0123456789abcdef0123456789abcdef", "https://ci.example/1", "m-0123456789abcdef0123456789abcdef")),
            ],
            At),
        new ModelTakenOver(
            "reader", "writer", [Version], new Dictionary<string, int>(StringComparer.Ordinal) { ["champion"] = 1 }, "reads digits", Tags,
            new Dictionary<int, TakenOverEntry> { [1] = new() { Description = "good", Stage = "Production", UpdatedAt = At } }, At, "me", At),
        new OutsideVersionRegistered("reader", 2, "s3://bucket/model", "0123456789abcdef0123456789abcdef", "https://ci.example/1", "m-0123456789abcdef0123456789abcdef", "from outside", Tags, "me", At),
        new ModelVersionDescribed(2, "better", At), new ModelVersionTagsSet(2, Changes, At), new ModelVersionStaged(2, "Staging", At), new ModelVersionDeleted(2, "me", At),
        new LoggedModelCreated(
            "m-0123456789abcdef0123456789abcdef", "0", "net", "agent", "0123456789abcdef0123456789abcdef",
            "mlflow-artifacts:/0/models/m-0123456789abcdef0123456789abcdef/artifacts", Tags, Tags, At),
        new LoggedModelFinalized(LoggedModelStatus.Ready, At), new LoggedModelParamsLogged(Tags, At), new LoggedModelTagsSet(Changes, At),
        new LoggedModelOutputNamed("0123456789abcdef0123456789abcdef", 3, At), new LoggedModelInputNamed("0123456789abcdef0123456789abcdef", At), new LoggedModelFileStored("MLmodel", "d2", 120, At), new LoggedModelFileRemoved("MLmodel", At),
        new LoggedModelRegistered("reader", 2, At), new LoggedModelDeleted(At),
    ];
}
