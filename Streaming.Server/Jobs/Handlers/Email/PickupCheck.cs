using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Checks at startup that the folder for outgoing mail is writable, if such a folder is configured.</summary>
internal sealed class PickupCheck(IOptions<EmailOptions> options, DataFolder data) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Pickup is { Length: > 0 } folder)
            DataFolder.RequireWritable(Path.Combine(data.Path, folder), "Email:Pickup");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
