using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Cli.Api;
using Platform.Cli.Output;
using Platform.Core.Registry;

namespace Platform.Cli.Commands;

/// <summary>model list | show | promote | alias | gates | check | rollback | card | export | retraining.</summary>
internal static class ModelCommands
{
    private static readonly Option<string?> Why = new("--why") { Description = "The reason; kept in the model's events." };
    private static readonly Option<bool> Yes = new("--yes") { Description = "Go on even if the version is worse than the current champion." };

    private static readonly Option<string?> Override = new("--override") { Description = "Give the alias although the version does not pass the model's gates: the reason, which is kept in the model's events." };

    public static Command Create(CliHost host) => new("model", "The registry of models.")
    {
        List(host), ShowModel(host), Promote(host), Alias(host), ModelGatesCommand.Gates(host),
        ModelGatesCommand.Check(host), ModelGatesCommand.Rollback(host), ModelGatesCommand.Card(host), ModelExportCommand.Create(host), ModelRetrainingCommand.Create(host),
    };

    private static Command List(CliHost host)
    {
        var command = new Command("list", "List models, their versions and aliases.") { CommonOptions.AsOf, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var json = await platform.Client.GetAsync("/api/v1/models" + CommonOptions.AsOfQuery(parsed), token);
            if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
            Print(host, PlatformClient.Read<Items<ModelItem>>(json).List);
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    private static Command ShowModel(CliHost host)
    {
        var name = new Argument<string>("name") { Description = "The model's name." };
        var command = new Command("show", "Show a model's versions and aliases, and how the aliases moved.") { name, CommonOptions.AsOf, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var json = await platform.Client.GetAsync($"/api/v1/models/{Uri.EscapeDataString(parsed.GetValue(name)!)}{CommonOptions.AsOfQuery(parsed)}", token);
            if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
            var model = PlatformClient.Read<ModelItem>(json);
            Print(host, [model]);
            var moves = Tables.New("alias", "from", "to", "by", "why", "when");
            foreach (var move in model.History)
                moves.Row(move.Alias, $"{move.PreviousVersion}", $"{move.Version}", move.By, move.Why, Show.Time(move.At));
            host.Results.Write(moves);
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    private static Command Promote(CliHost host)
    {
        var trial = new Argument<string>("trial") { Description = "The trial whose best checkpoint becomes the next version." };
        var name = new Option<string>("--name") { Description = "The model's name.", Required = true };
        var alias = new Option<string?>("--alias") { Description = "An alias to move to the new version, such as champion." };
        var command = new Command("promote", "Make a trial's best checkpoint a model's next version.") { trial, name, alias, Why, Yes, Override, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, (platform, token) => ConfirmedAsync(host, parsed, confirm =>
            platform.Client.PostAsync($"/api/v1/models/{Uri.EscapeDataString(parsed.GetValue(name)!)}/versions", new JsonObject
            {
                ["trialId"] = parsed.GetValue(trial),
                ["alias"] = parsed.GetValue(alias),
                ["why"] = parsed.GetValue(Why),
                ["confirm"] = confirm,
                ["override"] = parsed.GetValue(Override),
            }, token), token), cancel));
        return command;
    }

    private static Command Alias(CliHost host)
    {
        var name = new Argument<string>("name") { Description = "The model's name." };
        var alias = new Argument<string>("alias") { Description = "The alias, such as champion, challenger or archived." };
        var version = new Argument<string>("version") { Description = "The version that it shall name, or 'none'." };
        var command = new Command("alias", "Move an alias to another version.") { name, alias, version, Why, Yes, Override, CommonOptions.Json };
        version.Validators.Add(result =>
        {
            if (VersionNumber(result.Tokens[0].Value) is null && result.Tokens[0].Value != "none")
                result.AddError($"The version is '{result.Tokens[0].Value}'; it must be a whole number from 1, or 'none'.");
        });
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, (platform, token) => ConfirmedAsync(host, parsed, confirm =>
            platform.Client.PutAsync($"/api/v1/models/{Uri.EscapeDataString(parsed.GetValue(name)!)}/aliases/{Uri.EscapeDataString(parsed.GetValue(alias)!)}", new JsonObject
            {
                ["version"] = VersionNumber(parsed.GetValue(version)!),
                ["why"] = parsed.GetValue(Why),
                ["confirm"] = confirm,
                ["override"] = parsed.GetValue(Override),
            }, token), token), cancel));
        return command;
    }

    // A worse model needs a yes: asked for at a terminal, else given by --yes.
    private static async Task<int> ConfirmedAsync(CliHost host, ParseResult parsed, Func<bool, Task<JsonElement>> send, CancellationToken cancel)
    {
        JsonElement json;
        try
        {
            json = await send(parsed.GetValue(Yes));
        }
        catch (ApiException e) when (ModelGatesCommand.Of(e) is { } evaluation)
        {
            ModelGatesCommand.Print(host, evaluation);
            throw new CliException("Gates not passed; the alias has not moved, and the evaluation is kept. Promote a better version, change the gates (model gates), or repeat with --override and the reason.");
        }
        catch (ApiException e) when (e.NeedsConfirmation)
        {
            host.Say(e.Message);
            if (Console.IsInputRedirected) throw new CliException("Not done. Repeat with --yes if that is what you want.");
            host.Error.Write("Go on? [y/N] ");
            if ((await Interruptible.RunAsync(Console.ReadLine, cancel))?.Trim() is not ("y" or "Y" or "yes")) throw new CliException("Not done.");
            json = await send(true);
        }
        if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
        Print(host, [PlatformClient.Read<ModelItem>(json)]);
        return ExitCodes.Ok;
    }

    private static void Print(CliHost host, IReadOnlyList<ModelItem> models)
    {
        var table = Tables.New("model", "version", "aliases", "trial", "epoch", "data", "test", "by", "why", "when");
        foreach (var model in models)
            foreach (var version in model.Versions)
                table.Row(
                    model.Name, $"{version.Version}", string.Join(' ', model.Aliases.Where(a => a.Value == version.Version).Select(a => a.Key)),
                    version.TrialId, $"{version.Epoch}", version.DataName,
                    TestMeasure.NameIn(version.TestMetrics) is { } measure ? $"{measure["test_".Length..]} {Show.Number(version.TestMetrics[measure])}" : "", version.By, version.Why, Show.Time(version.At));
        host.Results.Write(table);
    }

    private static int? VersionNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 ? number : null;
}
