using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Holds the connection, the channel subscriptions and the command dispatcher of one connected Centrifugal client.</summary>
internal sealed record ClientSession(CentrifugalConnection Connection, ChannelSubscriptions Channels, CommandDispatcher Commands);
