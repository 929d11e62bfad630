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

    // Connect to the signaling server
    async connect() {
        const url = `${this.serverUrl}/api/chat/realtime/${this.chatId}`;

        try {
            this.ws = new WebSocket(url);
            this.ws.onopen = (event) => {
                this.isConnected = true;
                console.log('Connected to signaling server for chat:', this.chatId);
            };

            this.ws.onmessage = (event) => {
                this.handleMessage(event.data);
            };

            this.ws.onclose = (event) => {
                this.isConnected = false;
                console.log('Disconnected from signaling server');
            };

            this.ws.onerror = (error) => {
                console.error('WebSocket error:', error);
            };

        } catch (error) {
            console.error('Failed to connect to signaling server:', error);
            throw error;
        }
    }

    // Disconnect from the signaling server
    disconnect() {
        if (this.ws && this.isConnected) {
            this.ws.close();
            this.isConnected = false;
        }
    }
}
