using System.CommandLine;
using System.Globalization;
using Platform.Cli.Api;

namespace Platform.Cli.Commands;

/// <summary>model export NAME@ALIAS: a version as a file for other programs.</summary>
internal static class ModelExportCommand
{
    public static Command Create(CliHost host)
    {
        var model = new Argument<string>("model") { Description = "The version, as name@alias or name@3." };
        var format = new Option<string>("--format") { Description = "onnx, which ONNX Runtime runs, or safetensors, the checkpoint with PyTorch's names.", DefaultValueFactory = _ => "onnx" };
        format.AcceptOnlyFromAmong("onnx", "safetensors");
        var output = new Option<string?>("--output") { Description = "The file; NAME-ALIAS.FORMAT of the current folder unless given." };
        model.Validators.Add(result =>
        {
            if (result.Tokens[0].Value.Split('@') is not [{ Length: > 0 }, { Length: > 0 }])
                result.AddError($"The model is '{result.Tokens[0].Value}'; give a name and an alias or a version's number, such as digits@champion.");
        });
        var command = new Command("export", "Write a model's version as a file for other programs.") { model, format, output };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var reference = parsed.GetValue(model)!;
            var kind = parsed.GetValue(format)!;
            var file = Path.GetFullPath(parsed.GetValue(output) ?? $"{reference.Replace('@', '-')}.{kind}");
            await platform.Client.DownloadAsync(await AddressAsync(platform.Client, reference, kind, token), file, token);
            host.Say($"{reference} is in {file} ({new FileInfo(file).Length.ToString("#,0", CultureInfo.InvariantCulture)} bytes).");
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    private static async Task<string> AddressAsync(PlatformClient client, string reference, string kind, CancellationToken cancel)
    {
        var parts = Array.ConvertAll(reference.Split('@'), Uri.EscapeDataString);
        var served = $"/api/v1/models/{parts[0]}@{parts[1]}";
        if (kind == "onnx") return $"{served}/onnx";
        var version = (await client.GetAsync($"{served}/signature", cancel)).GetProperty("version").GetInt32();
        return $"/api/v1/models/{parts[0]}/versions/{version}/download";
    }
}
