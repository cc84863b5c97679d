using System.Globalization;
using System.Text.Json;
using Streaming.Receiver;

// A receiver for trying webhooks: it prints each message, and states whether the request is signed with the given secret.
//   dotnet run --project samples/Streaming.Receiver -- [whsec_…] [--port 9000] [--status 500]
var secret = Array.Find(args, argument => argument.StartsWith("whsec_", StringComparison.Ordinal));
var port = Option("--port", 9_000);
var status = Option("--status", StatusCodes.Status204NoContent);

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
var app = builder.Build();
app.MapPost("/{*path}", TakeAsync);
await app.StartAsync();
Console.WriteLine($"Waiting for webhooks at http://localhost:{port}/");
await app.WaitForShutdownAsync();

async Task<IResult> TakeAsync(HttpRequest request)
{
    using var copy = new MemoryStream();
    await request.Body.CopyToAsync(copy, request.HttpContext.RequestAborted);
    var body = copy.ToArray();
    if (secret is not null && !Signature.IsValid(request.Headers, body, secret, TimeProvider.System.GetUtcNow()))
    {
        Console.WriteLine($"{request.Headers["webhook-id"]}: refused, because it is not signed with the secret.");
        return Results.BadRequest("The signature is not valid.");
    }

    using var json = JsonDocument.Parse(body);
    Console.WriteLine($"{request.Headers["webhook-id"]}{(secret is null ? string.Empty : ", signed")}: " +
        $"{json.RootElement.GetProperty("type").GetString()}");
    if (json.RootElement.GetProperty("data").TryGetProperty("messages", out var messages))
    {
        foreach (var message in messages.EnumerateArray())
            Console.WriteLine($"  {message.GetProperty("topic").GetString()} {message.GetProperty("position").GetString()} " +
                $"{message.GetProperty("type").GetString()}: {message.GetProperty("data")}");
    }

    return Results.StatusCode(status);
}

int Option(string name, int otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length
    && int.TryParse(args[at + 1], CultureInfo.InvariantCulture, out var given) ? given : otherwise;
