using System.Text.RegularExpressions;
using Platform.Cli.Local;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Platform.Cli.Tests.Files;

/// <summary>compose.yaml as a parser reads it, with its anchors and merges resolved.</summary>
public class ComposeTests
{
    private static readonly string Root = Repository.FindRoot();
    private static readonly Dictionary<object, object> Compose = Load();

    [Fact]
    public void It_has_a_database_a_web_server_and_silos()
    {
        Assert.Equal(["database", "silo", "silo-gpu", "web"], Services().Select(service => service.Name).Order(StringComparer.Ordinal));
        Assert.Equal("postgres:15", Service("database")["image"]);
    }

    [Fact]
    public void Silos_can_be_scaled_since_nothing_in_them_exists_only_once()
    {
        foreach (var silo in new[] { Service("silo"), Service("silo-gpu") })
        {
            Assert.False(silo.ContainsKey("container_name"));
            Assert.False(silo.ContainsKey("ports"));
            Assert.False(silo.ContainsKey("hostname"));
        }
    }

    [Fact]
    public void Silos_and_the_web_server_share_the_checkpoints_and_wait_for_the_database()
    {
        foreach (var name in new[] { "web", "silo", "silo-gpu" })
        {
            var service = Service(name);
            Assert.Contains("platform:/platform", (List<object>)service["volumes"]);
            var database = (Dictionary<object, object>)((Dictionary<object, object>)service["depends_on"])["database"];
            Assert.Equal("service_healthy", database["condition"]);
            Assert.Equal("docker/platform.env", service["env_file"]);
        }
    }

    [Fact]
    public void The_database_and_the_web_server_tell_their_health()
    {
        Assert.True(Service("database").ContainsKey("healthcheck"));
        Assert.Contains("/health", string.Join(' ', (List<object>)((Dictionary<object, object>)Service("web")["healthcheck"])["test"]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_gpu_silo_is_a_profile_of_its_own_and_reserves_the_gpus()
    {
        var silo = Service("silo-gpu");

        Assert.Equal(["gpu"], (List<object>)silo["profiles"]);
        Assert.Equal("cuda", ((Dictionary<object, object>)silo["environment"])["Silo__Groups"]);
        var reservations = (Dictionary<object, object>)((Dictionary<object, object>)((Dictionary<object, object>)silo["deploy"])["resources"])["reservations"];
        var device = (Dictionary<object, object>)((List<object>)reservations["devices"])[0];
        Assert.Equal("nvidia", device["driver"]);
        Assert.Contains("gpu", (List<object>)device["capabilities"]);
    }

    [Fact]
    public void No_secret_is_written_in_it_and_only_loopback_is_published()
    {
        var text = File.ReadAllText(Path.Combine(Root, "compose.yaml"));

        Assert.DoesNotMatch(new Regex("password", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)), Regex.Replace(text, "(?m)#.*$", "", RegexOptions.None, TimeSpan.FromSeconds(1)));
        foreach (var (_, service) in Services())
            if (service.TryGetValue("ports", out var ports))
                Assert.All((List<object>)ports, port => Assert.StartsWith("127.0.0.1:", (string)port, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_dockerfile_is_there_and_copies_only_from_its_own_stages()
    {
        foreach (var (_, service) in Services())
        {
            if (!service.TryGetValue("build", out var build)) continue;
            var lines = File.ReadAllLines(Path.Combine(Root, (string)((Dictionary<object, object>)build)["dockerfile"]));
            var stages = lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal) && line.Contains(" AS ", StringComparison.Ordinal)).Select(line => line.Split(" AS ")[1]).ToHashSet();
            var sources = lines.Where(line => line.StartsWith("COPY --from=", StringComparison.Ordinal)).Select(line => line["COPY --from=".Length..].Split(' ')[0]);
            Assert.All(sources, source => Assert.Contains(source, stages));
            Assert.Contains(lines, line => line.StartsWith("USER platform", StringComparison.Ordinal));
            Assert.Contains(lines, line => line.StartsWith("ENTRYPOINT ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_named_volume_is_declared()
    {
        var declared = ((Dictionary<object, object>)Compose["volumes"]).Keys.Cast<string>().ToHashSet();
        var named = Services().SelectMany(service => (List<object>)service.Value.GetValueOrDefault("volumes", new List<object>()))
            .Select(volume => ((string)volume).Split(':')[0]).Where(source => !source.Contains('/', StringComparison.Ordinal) && !source.StartsWith('$'));
        Assert.All(named, source => Assert.Contains(source, declared));
    }

    private static IEnumerable<(string Name, Dictionary<object, object> Value)> Services() =>
        ((Dictionary<object, object>)Compose["services"]).Select(service => ((string)service.Key, (Dictionary<object, object>)service.Value));

    private static Dictionary<object, object> Service(string name) => Services().Single(service => service.Name == name).Value;

    private static Dictionary<object, object> Load()
    {
        using var reader = new StreamReader(Path.Combine(Root, "compose.yaml"));
        return new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(new MergingParser(new Parser(reader)));
    }
}
