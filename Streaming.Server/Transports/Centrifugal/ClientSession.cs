using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>What a connected client has on this node.</summary>
internal sealed record ClientSession(CentrifugalConnection Connection, ChannelSubscriptions Channels, CommandDispatcher Commands);
