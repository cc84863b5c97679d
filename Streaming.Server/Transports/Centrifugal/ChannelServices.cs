using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Connections;
using Streaming.Server.Fanout;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Holds the services that all Centrifugal connections use to check permissions, open subscriptions and send messages.</summary>
internal sealed record ChannelServices(
    AccessControl Access, StreamOpener Streams, ChannelRecovery Recovery, FanoutEngine Fanout, ConnectionRegistry Connections);
