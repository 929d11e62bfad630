class SignalingClient {
    constructor(chatId, serverUrl = 'ws://localhost:5000', userId, userName) {
        this.chatId = chatId;
        this.ws = null;
        this.serverUrl = serverUrl;
        this.isConnected = false;
        this.userId = userId;          // Current user ID
        this.userName = userName;      // Current user name
        this.onMessageHandlers = [];
    }

    // ... WebSocket connection methods ...

    handleMessage(message) {
        try {
            // Parse WebSocketPacket
            const packet = JSON.parse(message);

            if (packet.type === 'signaling') {
                // Extract signaling message with server-validated sender info
                const signalingMessage = packet.data;
                const senderId = signalingMessage.SenderAccountId;
                const senderInfo = signalingMessage.SenderInfo;

                // Ignore messages from yourself (server broadcasts to all clients)
                if (senderId === this.userId) {
                    return;
                }

                // Use sender's nick or name for display
                const senderDisplay = senderInfo?.nick || senderInfo?.name || senderId;
                console.log(`Received ${signalingMessage.type} from ${senderDisplay} (${senderId})`);

                // Call handlers with signal type and data and sender info
                this.onMessageHandlers.forEach(handler => {
                    try {
                        handler(signalingMessage, senderId, senderInfo);
                    } catch (error) {
                        console.error('Error in message handler:', error);
                    }
                });
            } else if (packet.type === 'webrtc') {
                // Handle connection established or other server messages
                console.log('Received server message:', packet.data.message);
            } else {
                console.warn('Unknown packet type:', packet.type);
            }

        } catch (error) {
            console.error('Failed to parse WebSocketPacket:', message, error);
        }
    }

    // Register message handlers
    onMessage(handler) {
        this.onMessageHandlers.push(handler);
        return () => {
            // Return unsubscribe function
            const index = this.onMessageHandlers.indexOf(handler);
            if (index > -1) {
                this.onMessageHandlers.splice(index, 1);
            }
        };
    }

    sendMessage(messageData) {
        if (!this.isConnected || !this.ws || this.ws.readyState !== WebSocket.OPEN) {
            console.warn('Cannot send message: WebSocket not connected');
            return false;
        }

        try {
            // Server will automatically add sender info - just send the signaling data
            const messageStr = JSON.stringify(messageData);
            this.ws.send(messageStr);
            return true;
        } catch (error) {
            console.error('Failed to send message:', error);
            return false;
        }
    }
}
