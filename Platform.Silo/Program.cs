using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Silo;
using Platform.Silo.Startup;
using Quartz;

const int Misconfigured = 2;
const int NotReady = 3;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders().AddSimpleConsole(console =>
    (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "yyyy-MM-ddTHH:mm:ss.fffZ "));
builder.Logging.AddFilter("Quartz", LogLevel.Warning).AddFilter("Microsoft.Hosting", LogLevel.Warning);

try
{
    var options = SiloOptions.Read(builder.Configuration);
    HomeFolder.Prepare(options.Home, TimeProvider.System.GetUtcNow());
    TorchCheck.Prepare(options);
    await using var database = JournalDataSource.Create(options.Database, "platform silo");
    using (var logging = LoggerFactory.Create(log => log.AddSimpleConsole()))
        await DatabaseWait.EnsureSchemaAsync(database, logging.CreateLogger("Platform.Silo"));

    builder.Services.AddSilo(options, database);
    using var host = builder.Build();
    host.Services.GetRequiredService<ILogger<Program>>().LogInformation(
        "Silo {Id}: {Slots} slots of {Threads} threads for {Groups}.", options.Id, options.Slots, options.ThreadsPerSlot, string.Join(", ", options.Groups));
    var asked = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
    try
    {
        await host.RunAsync();
    }
    catch (Exception error) when (asked.IsCancellationRequested && (error is OperationCanceledException or SchedulerException))
    {
        Console.Error.WriteLine($"The silo was asked to end while it was still starting: {error.Message}");
    }
    return 0;
}
catch (InvalidInputException wrong)
{
    return Refuse(wrong.Message, Misconfigured);
}
catch (Exception error) when (error is InvalidOperationException or DatabaseVersionException or SchedulerException)
{
    return Refuse(error.Message, NotReady);
}

static int Refuse(string message, int code)
{
    Console.Error.WriteLine($"The silo cannot start. {message}");
    return code;
}
