using Microsoft.AspNetCore.Http.Features;
using Platform.Core;
using Platform.Core.Labels;
using Platform.Web.Labels;
using Training.Core.Data;
using Training.Core.Data.Labels;

namespace Platform.Web.Api;

/// <summary>Reads corrections from requests.</summary>
internal static class LabelInput
{
    private const int MostPixels = 1 << 20; // of a picture

    /// <summary>Whether a sample can be shown as a picture: grey or colour, and not too large.</summary>
    public static bool IsDrawable(ImageShape shape) => shape.Channels is 1 or 3 && (long)shape.Height * shape.Width <= MostPixels;

    /// <summary>The longest reason, in characters.</summary>
    public const int LongestReason = 2_000;

    /// <summary>The most rows of a file; those that change nothing are left out afterwards.</summary>
    public const int MostFileRows = 1_000_000;

    /// <summary>Bound of a file, in bytes.</summary>
    public const int FileBytes = 32 * 1024 * 1024;

    private const int JsonBytes = 4 * 1024 * 1024;

    /// <summary>The corrections and the reason of a request, JSON or CSV.</summary>
    /// <exception cref="InvalidInputException">A member, row or cell is wrong.</exception>
    public static async Task<(IReadOnlyList<WantedLabel> Wanted, string Reason)> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (RequestBody.RequireMediaType(request, "application/json", "text/csv") == "text/csv")
        {
            // The server's own bound is smaller.
            if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
                bound.MaxRequestBodySize = FileBytes;
            return (ReadCsv(await RequestBody.ReadTextAsync(request, FileBytes, cancellation)), Reason(request.Query["reason"].ToString()));
        }
        var body = await JsonBody.ReadAsync<CorrectionBody>(request, cancellation, JsonBytes);
        if (body.Corrections.Count is 0 or > LabelDecider.MostChanges)
            throw new InvalidInputException("corrections", $"has {body.Corrections.Count} rows; give 1 to {LabelDecider.MostChanges}.");
        return ([.. body.Corrections.Select(Read)], Reason(body.Reason ?? ""));
    }

    /// <summary>The rows of a comma-separated text.</summary>
    /// <exception cref="InvalidInputException">The text is broken; names line, column and value.</exception>
    public static IReadOnlyList<WantedLabel> ReadCsv(string text)
    {
        try
        {
            return [.. LabelCsv.Read(text, MostFileRows).Select(row => new WantedLabel(row.Part == DataPart.Train ? LabelPart.Train : LabelPart.Test, row.Row, row.Label))];
        }
        catch (LabelException wrong)
        {
            throw new InvalidInputException("file", wrong.Message);
        }
    }

    /// <summary>A part by its name.</summary>
    /// <exception cref="NotFoundException">There is no such part.</exception>
    public static DataPart Part(string part) => part switch
    {
        "train" => DataPart.Train,
        "test" => DataPart.Test,
        _ => throw new NotFoundException("A data set has the parts train and test."),
    };

    private static WantedLabel Read(CorrectionItem? item, int at)
    {
        if (item is null)
            throw new InvalidInputException($"corrections[{at}]", "is null; give an object with row and label.");
        var part = item.Part switch
        {
            null or "train" => LabelPart.Train,
            "test" => LabelPart.Test,
            _ => throw new InvalidInputException($"corrections[{at}].part", "is not a part; give train or test."),
        };
        return new WantedLabel(
            part, item.Row, InputText.Check($"corrections[{at}].label", item.Label, LabelDecider.LongestLabel),
            item.From is null ? null : InputText.Check($"corrections[{at}].from", item.From, LabelDecider.LongestLabel));
    }

    private static string Reason(string reason) => InputText.Check("reason", reason, LongestReason);
}
