using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>Sound among a run's files, as a person hears it, and its console, as a person reads it.</summary>
public sealed class MediaJourneyTests(RunningPlatform platform)
{
    private const int Seconds = 120, Rate = 16_000; // samples a second, of two bytes: 3.8 MB, more than a player asks for before it is asked to play

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_long_sound_is_played_from_any_place_on_the_runs_page()
    {
        var run = await RunWithSoundAsync();
        var page = await platform.Browser.NewPageAsync(platform.Address);
        var answers = new ConcurrentBag<(int Status, string? Range)>();
        page.Response += (_, response) =>
        {
            if (response.Url.EndsWith("/tone.wav", StringComparison.Ordinal))
                answers.Add((response.Status, response.Headers.GetValueOrDefault("content-range")));
        };
        await page.GotoAsync($"runs/{run}?tab=files&file={run}%2Ftone.wav");
        var player = page.Locator("[data-preview=Audio] audio");
        await Assertions.Expect(player).ToBeVisibleAsync();
        await Assertions.Expect(player).ToHaveJSPropertyAsync("duration", Seconds);
        Assert.True(await player.EvaluateAsync<bool>("sound => sound.paused && sound.currentTime === 0"), "It begins to play by itself.");

        Assert.Equal(100, await player.EvaluateAsync<double>(
            """
            sound => new Promise((done, failed) => {
              sound.addEventListener("seeked", () => done(sound.currentTime), { once: true });
              sound.addEventListener("error", () => failed(sound.error.message), { once: true });
              sound.currentTime = 100;
            })
            """));
        await player.EvaluateAsync("async sound => { sound.muted = true; await sound.play(); }");
        await Assertions.Expect(player).Not.ToHaveJSPropertyAsync("currentTime", 100); // it goes on from there
        Assert.True(await player.EvaluateAsync<bool>("sound => sound.currentTime > 100 && sound.error === null"));
        Assert.Contains(answers, answer => answer is (206, { } range) && First(range) > Rate * 2 * 50); // read from the middle, not from the beginning on
        await page.Context.CloseAsync();

        static long First(string range) => long.Parse(range["bytes ".Length..range.IndexOf('-', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_console_that_follows_lets_go_of_whoever_scrolls_up_by_keyboard()
    {
        var (experiment, run) = await RunAsync("output");
        await PutAsync(experiment, run, "console/000001.log", Lines(0));
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"runs/{run}?tab=console");
        var lines = page.Locator(".console-lines");
        await EndsWithAsync("line 299");
        await Assertions.Expect(lines).ToHaveAttributeAsync("data-follow", "yes");

        await lines.FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Assertions.Expect(lines).ToHaveAttributeAsync("data-follow", "no");
        await PutAsync(experiment, run, "console/000002.log", Lines(300));
        await Assertions.Expect(page.Region("Console").GetByRole(AriaRole.Heading)).ToHaveTextAsync("Console 600");
        await Assertions.Expect(page.GetByText("line 0", new() { Exact = true })).ToBeInViewportAsync();

        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(lines).ToHaveAttributeAsync("data-follow", "yes");
        await PutAsync(experiment, run, "console/000003.log", Lines(600));
        await EndsWithAsync("line 899");
        await page.Context.CloseAsync();

        Task EndsWithAsync(string line) => Assertions.Expect(page.GetByText(line, new() { Exact = true })).ToBeInViewportAsync();

        static byte[] Lines(int from) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(from, 300).Select(i => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {i}\n"))));
    }

    private async Task<string> RunWithSoundAsync()
    {
        var (experiment, run) = await RunAsync("sound");
        await PutAsync(experiment, run, "tone.wav", Tone());
        return run;
    }

    private async Task<(string Experiment, string Run)> RunAsync(string name)
    {
        var experiment = (await PostAsync("experiments/create", $$"""{"name":"{{name}}s"}""")).GetProperty("experiment_id").GetString()!;
        return (experiment, (await PostAsync("runs/create", $$"""{"experiment_id":"{{experiment}}","run_name":"one {{name}}"}""")).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!);
    }

    private async Task PutAsync(string experiment, string run, string path, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        using var sent = await platform.Http.PutAsync($"api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/{path}", content);
        Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync());
    }

    // 440 Hz as a file of samples: one channel, 16 bits.
    private static byte[] Tone()
    {
        var file = new byte[44 + (Seconds * Rate * 2)];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), Rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), file.Length - 44);
        for (var i = 0; i < Seconds * Rate; i++)
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(44 + (2 * i)), (short)(8_000 * Math.Sin(2 * Math.PI * 440 * i / Rate)));
        return file;
    }

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await platform.Http.PostAsync($"api/2.0/mlflow/{path}", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
