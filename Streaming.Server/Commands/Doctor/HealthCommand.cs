using System.CommandLine;
using Streaming.Server.Core.Text;
using Streaming.Server.Hosting;

namespace Streaming.Server.Commands.Doctor;

/// <summary>
/// The command <c>health</c>, which asks a server whether it is ready. It can be used as the health check of a container.
/// </summary>
internal sealed class HealthCommand : AppCommand
{
    private readonly Option<string> _server = new("--server")
    {
        Description = "The address of the server (default: the address in its settings, on this machine).",
        HelpName = "URL",
    };

    private readonly Option<string> _timeout = new("--timeout") { Description = "How long to wait (default 5s).", HelpName = "TIME" };

    public HealthCommand()
        : base("health",
            "Ask a server whether it is ready (GET /health/ready). The exit code is 0 if it is, otherwise 1. Without --server, the " +
            "address is that of its settings: Urls, or ASPNETCORE_HTTP_PORTS and the other variables of ASP.NET Core.")
    {
        TakesSettings = true;
        Add(_server);
        Add(_timeout);
        Run(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var text = context.Get(_timeout) ?? "5s";
        if (!Duration.TryParse(text, out var timeout) || timeout <= TimeSpan.Zero || timeout > TimeSpan.FromHours(1))
            throw CommandException.Usage($"'{text}' (--timeout) is not a time; give one such as 5s.");
        var address = context.Get(_server) is { } given
            ? Uri.TryCreate(given.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
                : throw CommandException.Usage($"'{given}' (--server) is not an address; give one such as http://localhost:5000.")
            : ListeningAddresses.Of(ServerHost.CreateBuilder(context.Settings).Configuration)[0].ToLocal();
        using var handler = new SocketsHttpHandler();
        // The certificate of the server contains its public host name, and not the name of this machine. So any certificate is accepted.
        // This is safe, because the connection stays on this machine, where no other machine can read it.
        if (context.Get(_server) is null)
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null;
        using var http = new HttpClient(handler) { Timeout = timeout };
        try
        {
            using var response = await http.GetAsync(new Uri(address, "health/ready"), context.Cancellation);
            await context.Out.WriteLineAsync((await response.Content.ReadAsStringAsync(context.Cancellation)).TrimEnd());
            return response.IsSuccessStatusCode ? ExitCodes.Done : ExitCodes.Failed;
        }
        catch (Exception e) when (
            e is HttpRequestException || (e is TaskCanceledException && !context.Cancellation.IsCancellationRequested))
        {
            throw new CommandException(e is HttpRequestException
                ? $"No server answers at {address} ({(e.InnerException ?? e).Message.TrimEnd('.')})."
                : $"The server at {address} did not answer within {Duration.Format(timeout)}.", inner: e);
        }
    }
}
