using Bench.Browser;
var server = new Uri(args[0]);
using var http = new HttpClient();
await using var page = await LivePage.OpenAsync(http, server, args[1], default);
for (var i = 0; i < 10; i++)
{
    await Task.Delay(1000);
    Console.WriteLine($"{page.Drawings} {page.Bytes} {page.Problem}");
}
