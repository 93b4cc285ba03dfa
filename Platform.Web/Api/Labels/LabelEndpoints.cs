using System.Globalization;
using Platform.Core;
using Platform.Core.History;
using Platform.Web.Labels;
using Training.Core.Data;
using Training.Core.Data.Images;
using Training.Core.Data.Labels;

namespace Platform.Web.Api;

/// <summary>/datasets/{name}/labels and /rows, and a sweep's label-issues: labels as they are, as they were, and as they should be.</summary>
internal static class LabelEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var datasets = api.MapGroup("/datasets/{name}").WithTags("Labels");
        datasets.MapGet("/labels", ListAsync).WithName("ListLabelVersions").WithSummary("The versions of a data set's labels, with lineage; query: " + QueryInput.AsOfWords).Produces<LabelVersions>().Refuses(400, 404);
        datasets.MapGet("/labels/{version}", ShowAsync).WithName("ShowLabelVersion").WithSummary("A version's changes").Produces<LabelVersionDetails>().Refuses(404);
        datasets.MapPost("/labels", CorrectAsync).WithName("CorrectLabels").WithSummary("Correct labels: JSON, or text/csv with the header part,row,label and ?reason=")
            .Takes<CorrectionBody>().Produces<LabelVersionDetails>(201).Refuses(400, 404, 409, 413, 415);
        datasets.MapGet("/rows/{part}/{row}", RowAsync).WithName("ShowRow").WithSummary("A row of the part train or test; query: labels (version, 0 by default)").Produces<RowContent>().Refuses(400, 404);
        datasets.MapGet("/rows/{part}/{row}/image", ImageAsync).WithName("ShowRowImage").WithSummary("An image's row as PNG").Produces<byte[]>(200, "image/png").Refuses(400, 404);
        api.MapGet("/sweeps/{id}/label-issues", IssuesAsync).WithTags("Labels").WithName("FindLabelIssues")
            .WithSummary("Labels that a sweep's trials believe least, judged only by trials that held the row back; 202 with the progress while it is computed; query: limit (1–10000)")
            .Produces<LabelIssuesAnswer>().Produces<LabelIssuesAnswer>(202).Refuses(400, 404, 409, 503);
    }

    private static async Task<IResult> ListAsync(string name, HttpRequest request, LabelledDatasets datasets, PastViews past, CancellationToken cancellation)
    {
        var known = await datasets.VersionsAsync(name, cancellation);
        if (await QueryInput.MomentAsync(request, past, cancellation) is { } moment)
            known = await past.LabelsAsync(name, moment, cancellation);
        return Results.Ok(new LabelVersions(name, known.BaseDigest, [.. known.Versions.Select(LabelVersionItem.Of)]));
    }

    private static async Task<IResult> ShowAsync(string name, string version, LabelledDatasets datasets, CancellationToken cancellation)
    {
        var known = await datasets.VersionsAsync(name, cancellation);
        var number = Number(version) is { } n and >= 1 && n <= known.Version ? n : throw new NotFoundException($"There is no such version; the labels of '{name}' have {(known.Version == 0 ? "no corrected version" : $"versions 1 to {known.Version}")}.");
        return Results.Ok(Details(known.Versions[number - 1]));
    }

    private static async Task<IResult> CorrectAsync(string name, HttpRequest request, Caller caller, LabelledDatasets datasets, LabelCorrector corrector, CancellationToken cancellation)
    {
        await datasets.VersionsAsync(name, cancellation); // an unknown data set before anything is read
        var (wanted, reason) = await LabelInput.ReadAsync(request, cancellation);
        var version = await corrector.CorrectAsync(name, wanted, caller.User, reason, caller.CommandId("labels"), cancellation);
        return Results.Created($"/api/v1/datasets/{name}/labels/{version.Version}", Details(version));
    }

    private static async Task<IResult> RowAsync(string name, string part, string row, HttpRequest request, LabelledDatasets datasets, CancellationToken cancellation)
    {
        var version = QueryInput.Whole(request, "labels", 0, 1_000_000, fallback: 0);
        var data = await datasets.OpenAsync(name, version, cancellation);
        return Results.Ok(RowContent.Of(data, LabelInput.Part(part), RowOf(data, LabelInput.Part(part), row)));
    }

    private static async Task<IResult> ImageAsync(string name, string part, string row, HttpResponse response, LabelledDatasets datasets, CancellationToken cancellation)
    {
        var data = await datasets.OpenAsync(name, version: 0, cancellation);
        var number = RowOf(data, LabelInput.Part(part), row);
        if (data is not IImageSet images)
            throw new NotFoundException($"'{name}' has no images; ask for the row without /image.");
        if (!LabelInput.IsDrawable(images.Shape))
            throw new InvalidInputException("row", $"is {images.Shape}, which no picture shows; read the files yourself.");
        response.Headers.CacheControl = "private, max-age=300"; // pixels change only with the files
        return Results.Bytes(PngFile.Write(images.Shape, images.PixelsOf(LabelInput.Part(part), number)), "image/png");
    }

    private static async Task<IResult> IssuesAsync(string id, HttpRequest request, LabelSearches searches, CancellationToken cancellation)
    {
        var limit = QueryInput.Whole(request, "limit", 1, OutOfFold.MostIssues, fallback: 100);
        var search = await searches.RequireAsync(id, cancellation);
        var report = search.Report;
        if (report is not null)
            await searches.OpenAsync(search, cancellation); // rows of other content are other rows
        var answer = new LabelIssuesAnswer(
            search.Data, search.Labels, search.Models, search.Progress, report?.Rows, report?.Judged, report?.Suspects, [.. report?.Issues.Take(limit) ?? []]);
        return report is null ? Results.Accepted(null as string, answer) : Results.Ok(answer);
    }

    private static LabelVersionDetails Details(Platform.Core.Labels.LabelsCorrected version) => new(version.Data, version.BaseDigest, LabelVersionItem.Of(version), version.Changes);

    private static int RowOf(Dataset data, DataPart part, string row) => Number(row) is { } number && number < data.RowsOf(part)
        ? number
        : throw new NotFoundException($"There is no such row; the part has {data.RowsOf(part)} rows, from 0.");

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
