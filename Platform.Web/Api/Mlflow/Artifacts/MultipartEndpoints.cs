using System.Globalization;
using System.Text.Json;
using Platform.Core;
using Platform.Core.Artifacts;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// mlflow-artifacts/mpu/…: large files in parts, as clients with MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD send them; the addresses of the parts are this server's own. And
/// mlflow-artifacts/presigned/…: the address from which clients with MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD read a file in ranges, which is that of the file itself.
/// </summary>
internal sealed class MultipartEndpoints(ArtifactEndpoints artifacts, ArtifactUploads uploads)
{
    private const string Proxy = "/api/2.0/mlflow-artifacts";

    public void MapProxy(MlflowRoutes routes)
    {
        routes.Add("POST", "mpu/create/", CreateAsync);
        routes.Raw("PUT", "mpu/parts/", PutAsync);
        routes.Add("POST", "mpu/complete/", CompleteAsync);
        routes.Add("POST", "mpu/abort/", AbortAsync);
        routes.Raw("GET", "presigned/", PresignAsync);
    }

    private async Task CreateAsync(MlflowCall call)
    {
        var address = await artifacts.RequireAsync(Address(call), writing: true, call.Stop);
        var parts = call.Whole("num_parts", 1, ArtifactUploads.MostParts, 1);
        var id = Begin(address, parts);
        await MlflowAnswer.WriteAsync(call.Context, writer =>
        {
            writer.WriteString("upload_id", id);
            writer.Objects("credentials", [.. Enumerable.Range(1, parts)], (w, number) =>
            {
                w.WriteString("url", string.Create(CultureInfo.InvariantCulture, $"{Here(call)}{Proxy}/mpu/parts/{id}/{number}"));
                w.WriteNumber("part_number", number);
                w.WriteStartObject("headers");
                w.WriteEndObject();
            });
        });
    }

    // Clients know by the first words that they are to send the file as it is.
    private string Begin(ArtifactAddress address, int parts)
    {
        try
        {
            return uploads.Begin(Target(address), parts);
        }
        catch (RuleViolation full)
        {
            throw MlflowException.NotImplemented($"Multipart upload is not supported for the current artifact repository now: {full.Message} Send the file with PUT.");
        }
    }

    // Answers the part's digest as its ETag, which the client gives back at the end.
    private async Task PutAsync(MlflowCall call)
    {
        var (id, number) = call.Tail.Split('/') is [var first, var second] && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? (first, given) : throw MlflowException.Invalid("A part's address ends in the upload's identity and the part's number.");
        var upload = uploads.FindStored(id) is null ? Require(id) : throw Missing(id);
        if (number < 1 || number > upload.Parts)
            throw MlflowException.Invalid($"The upload has {upload.Parts} parts; there is no part {number}.");
        artifacts.Allow(call.Context);
        try
        {
            var part = await uploads.PutAsync(id, number, call.Context.Request.Body, artifacts.MaxBytes, call.Stop);
            call.Context.Response.Headers.ETag = $"\"{part.Digest}\"";
            await MlflowAnswer.EmptyAsync(call.Context);
        }
        catch (ArtifactTooLargeException)
        {
            throw MlflowException.TooLarge(artifacts.MaxBytes);
        }
        catch (DirectoryNotFoundException)
        {
            throw Missing(id);
        }
    }

    private async Task CompleteAsync(MlflowCall call)
    {
        var address = await artifacts.RequireAsync(Address(call), writing: true, call.Stop);
        var (id, upload) = Require(call, address);
        var digests = Digests(call.List("parts"), upload.Parts);
        try
        {
            await uploads.CompleteAsync(id, digests, artifacts.MaxBytes, stored => artifacts.RecordAsync(address, stored, CancellationToken.None), call.Stop);
        }
        catch (ArtifactTooLargeException)
        {
            throw MlflowException.TooLarge(artifacts.MaxBytes);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Missing(id); // ended in this moment
        }
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task AbortAsync(MlflowCall call)
    {
        var (id, _) = Require(call, Address(call));
        uploads.Abort(id);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task PresignAsync(MlflowCall call)
    {
        var address = ArtifactAddress.Parse(call.Tail);
        var file = await artifacts.FindAsync(address, call.Stop);
        var path = string.Join('/', $"{address.Root}/{address.Path}".Split('/').Select(Uri.EscapeDataString));
        await MlflowAnswer.WriteAsync(call.Context, writer =>
        {
            writer.WriteString("url", $"{Here(call)}{Proxy}/artifacts/{path}");
            writer.WriteStartObject("headers");
            writer.WriteEndObject();
            writer.WriteNumber("file_size", file.Size);
        });
    }

    // The client names the folder in the address and its own file in the body.
    private static ArtifactAddress Address(MlflowCall call)
    {
        var folder = ArtifactAddress.Parse(call.Tail);
        var local = call.Required("path");
        var name = local[(local.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        return folder with { Path = ArtifactAddress.Check(folder.Path.Length == 0 ? name : $"{folder.Path}/{name}", "path") };
    }

    private (string Id, ArtifactUpload Upload) Require(MlflowCall call, ArtifactAddress address)
    {
        var id = call.Required("upload_id");
        return Require(id) is var upload && upload.Target == Target(address) ? (id, upload) : throw Missing(id);
    }

    private ArtifactUpload Require(string id) => uploads.Find(id) ?? throw Missing(id);

    private static MlflowException Missing(string id) =>
        MlflowException.Missing($"There is no upload {MlflowException.Shorten(id)} of this file; begin another one. Uploads that nobody has gone on with for a day are cleared away.");

    private static string[] Digests(IReadOnlyList<JsonElement> parts, int count)
    {
        if (parts.Count != count)
            throw MlflowException.Invalid($"parts has {parts.Count} elements, but the upload has {count} parts; name each of them with its etag.");
        var digests = new string?[count];
        for (var i = 0; i < count; i++)
        {
            var number = MlflowJson.Member(parts[i], "part_number") is { } given ? MlflowJson.Whole(given, $"parts[{i}].part_number") : throw MlflowException.MissingValue($"parts[{i}].part_number");
            if (number < 1 || number > count || digests[number - 1] is not null)
                throw MlflowException.Value($"parts[{i}].part_number", number.ToString(CultureInfo.InvariantCulture), $"name each part from 1 to {count} once.");
            var etag = MlflowJson.Required(parts[i], "etag", $"parts[{i}]").Trim('"');
            digests[number - 1] = etag.Length == 64 && etag.All(char.IsAsciiHexDigitLower) ? etag : throw MlflowException.Value($"parts[{i}].etag", etag, "give the ETag of the part's answer.");
        }
        return digests!;
    }

    private static string Target(ArtifactAddress address) => $"{address.Root}/{address.Path}";

    // The server as the client reaches it.
    private static string Here(MlflowCall call) => $"{call.Context.Request.Scheme}://{call.Context.Request.Host}{call.Context.Request.PathBase}";
}
